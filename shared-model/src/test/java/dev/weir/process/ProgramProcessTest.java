package dev.weir.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program as a process of its own: how it ends. */
class ProgramProcessTest {

    /** The program. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            Program.of("weir test", "Tests.", List.of()).main(args, run -> {
                run.closing("first", () -> {});
                run.closing("second", () -> {});
                run.ready("ready");
            });
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aSignalEndsItInOrderWithCodeZero() throws Exception {
        Process process = start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("ready");
            // Process.destroy would close the streams too.
            assertThat(process.toHandle().destroy()).isTrue();
            assertThat(process.waitFor()).isZero();
            assertThat(stderr(process)).containsSubsequence("told to end", "closed second", "closed first");
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aMistakeEndsItWithCodeTwoAndNoStackTrace() throws Exception {
        Process process = start("--set", "log.level=loud");

        assertThat(process.waitFor()).isEqualTo(ExitCode.CONFIGURATION.status());
        assertThat(stderr(process))
                .contains("log.level = 'loud' (--set): expected one of")
                .doesNotContain("\tat ");
    }

    private static Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(Arrays.asList(args));
        return new ProcessBuilder(command).start();
    }

    private static String stderr(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
