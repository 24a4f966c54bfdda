package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Everything logs at TRACE, and the bot's token is nowhere. */
final class TokenTest {

    @Test
    void theTokenIsInNoLogMetricOrAnswer() throws Exception {
        Trial.installation();
        Map<String, String> trace = Map.of("log.level", "TRACE");
        try (Trial trial = Trial.start("token", FleetPlan.small().withSettings(trace, trace))) {
            String token = Files.readString(trial.fleet.tokenFile());
            assertThat(token).hasSizeGreaterThan(50);
            trial.within(40).until(() -> trial.collectors("ended") > 0);

            for (FleetProcess worker : trial.workers()) {
                assertThat(trial.get(worker.address(), "/metrics").body()).doesNotContain(token);
                assertThat(trial.get(worker.address(), "/v1/local").body()).doesNotContain(token);
            }
            for (String path :
                    new String[] {"/metrics", "/v1/cluster", "/v1/workers", "/v1/shards", "/v1/collectors", "/v1/limits"
                    }) {
                assertThat(trial.get(trial.coordinator().address(), path).body())
                        .as(path)
                        .doesNotContain(token);
            }
            for (FleetProcess process : trial.fleet.processes()) {
                process.terminate();
            }
            for (FleetProcess process : trial.fleet.processes()) {
                process.awaitEnd(java.time.Duration.ofSeconds(15));
                // Contains would print both on failure; the token has no place in a test report either.
                assertThat(process.printed().contains(token))
                        .as("token in the log of " + process)
                        .isFalse();
            }
            assertThat(trial.logs()).contains("TRACE");
        }
    }
}
