package dev.weir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.deploy.Tool.Answer;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptsTest {

    @Test
    void theShellScriptsHaveNoFindings() throws Exception {
        Tool.needed("shellcheck");

        assertThat(Tool.run(Tool.ROOT, "shellcheck", "weir", ".ci/run")).isEqualTo(new Answer(0, ""));
    }

    @Test
    void theYamlFilesHaveNoFindings() throws Exception {
        Tool.needed("yamllint");

        assertThat(Tool.run(Tool.ROOT, "yamllint", "--strict", ".")).isEqualTo(new Answer(0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"weir", ".ci/run"})
    void theScriptsAreExecutable(String script) {
        assertThat(Tool.ROOT.resolve(script)).isExecutable();
    }

    @Test
    void theCheckIsTheTestCommandOfTheReadme() throws IOException {
        assertThat(Files.readString(Tool.ROOT.resolve(".ci/run"))).endsWith("\nexec ./weir test\n");
        assertThat(Files.readString(Tool.ROOT.resolve("README.md"))).contains("./weir demo\n", "./weir test\n");
    }

    @ParameterizedTest
    @CsvSource({"dmeo, demo", "wokrer, worker", "coord, coordinator", "tests, test", "simulatr, simulator"})
    void aTypoIsNamedWithASuggestionAndTheRoles(String typo, String meant) throws Exception {
        assertThat(Tool.run(Tool.ROOT, "./weir", typo))
                .isEqualTo(new Answer(
                        2,
                        "weir: no role '%s'. Did you mean '%s'? Roles: demo worker coordinator simulator simulate test version help%n"
                                .formatted(typo, meant)));
    }

    @Test
    void aWordThatIsNearNothingGetsTheRolesOnly() throws Exception {
        assertThat(Tool.run(Tool.ROOT, "./weir", "xyzzy"))
                .isEqualTo(
                        new Answer(
                                2,
                                "weir: no role 'xyzzy'. Roles: demo worker coordinator simulator simulate test version help\n"));
    }

    @Test
    void helpNamesEveryRoleAndExitCode() throws Exception {
        Answer answer = Tool.run(Tool.ROOT, "./weir", "help");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.output())
                .contains("  demo ", "  worker ", "  coordinator ", "  simulator ", "  test ", "  version ", "  help ")
                .contains("0 ok;", "1 something", "2 wrong usage", "3 a port", "4 the coordinator", "5 Discord");
    }

    @Test
    void noRoleIsWrongUsage() throws Exception {
        assertThat(Tool.run(Tool.ROOT, "./weir").exitCode()).isEqualTo(2);
    }

    @Test
    void theVersionIsTheOneOfTheBuild() throws Exception {
        Answer answer = Tool.run(Tool.ROOT, "./weir", "version");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.output()).startsWith("weir " + System.getProperty("weir.version") + " (");
    }
}
