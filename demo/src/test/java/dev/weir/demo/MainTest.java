package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MainTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--for=soon       | 'soon' is no duration; write 30s, 2m or 500ms",
                "--coordinators=2 | coordinators must be 1, 3 or 5, was 2",
                "--shards=0       | shards must be 1 to 1024, was 0",
                "--workers=many   | 'many' is not an int",
                "--wrokers=2      | Unknown option: '--wrokers=2'"
            })
    void aWrongOptionIsNamedWithItsValueAndEndsWithTwo(String option, String message) {
        StringWriter err = new StringWriter();

        int code = Main.commandLine().setErr(new PrintWriter(err)).execute(option);

        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void helpNamesTheExitCodes() {
        StringWriter out = new StringWriter();

        int code = Main.commandLine().setOut(new PrintWriter(out)).execute("--help");

        assertThat(out.toString()).contains("Exit codes:", "--for");
        assertThat(code).isZero();
    }
}
