package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.ClientSettings;
import dev.weir.cluster.FleetClient;
import dev.weir.cluster.HostPort;
import dev.weir.cluster.ReadTable;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import java.nio.file.Files;
import java.util.List;
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
            assertThat(maps(trial)).contains("worker-1", "trivia").doesNotContain(token);
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

    /** Everything that is in the fleet's maps, read as any process that reaches the cluster could. */
    private static String maps(Trial trial) throws Exception {
        String address = trial.rest("/v1/cluster")
                .path("coordinators")
                .path(0)
                .path("address")
                .asText();
        String cluster = trial.rest("/v1/cluster").path("name").asText();
        try (FleetClient fleet =
                FleetClient.start(new ClientSettings(cluster, "observer", List.of(HostPort.parse(address))))) {
            trial.within(20).until(fleet::connected);
            StringBuilder all = new StringBuilder();
            all.append(fleet.workers().all())
                    .append(fleet.shards().all())
                    .append(fleet.ledger().all());
            for (int shard = 0; shard < 4; shard++) {
                all.append(fleet.collectors().change(shard, new ReadTable(0, 1_000)));
            }
            return all.toString();
        }
    }
}
