package dev.weir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.deploy.Tool.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class PrometheusTest {
    private static final Path FOLDER = Tool.ROOT.resolve("deploy/prometheus");

    @Test
    void theConfigurationAndTheRulesItNamesAreValid() throws Exception {
        Tool.needed("promtool");

        Answer answer = Tool.run(FOLDER, "promtool", "check", "config", "prometheus.yml");

        assertThat(answer.exitCode()).as(answer.output()).isZero();
        assertThat(answer.output()).contains("1 rule files found");
    }

    @Test
    void theAlertsFireWhenTheyShould() throws Exception {
        Tool.needed("promtool");

        Answer answer = Tool.run(FOLDER, "promtool", "test", "rules", "alerts-test.yml");

        assertThat(answer.exitCode()).as(answer.output()).isZero();
    }

    @Test
    void itScrapesThePortsOfTheDemo() throws IOException {
        assertThat(Files.readString(FOLDER.resolve("prometheus.yml")))
                .contains("\"127.0.0.1:7700\"", "\"127.0.0.1:7711\", \"127.0.0.1:7712\"");
    }
}
