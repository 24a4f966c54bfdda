package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A shard with ten thousand live collectors loses its session. */
final class ShardLossTest {

    @Test
    void tenThousandCollectorsEndAndLeaveNothingBehind() throws Exception {
        String bots = BotJar.folderWith(Trial.folder("crowd"), CrowdBot.class).toString();
        FleetPlan plan = FleetPlan.small()
                .withSettings(
                        Map.of(),
                        Map.of(
                                "worker.bots",
                                bots,
                                "collectors.on-disconnect",
                                "immediate",
                                "collectors.queue-per-tenant",
                                String.valueOf(CrowdBot.COLLECTORS)));
        try (Trial trial = Trial.start("shard-loss", plan)) {
            FleetProcess owner = ownerOfShard0(trial);
            trial.within(60).until(() -> collectorsInTable(trial) == CrowdBot.COLLECTORS);
            assertThat(permitsUsed(trial)).isEqualTo(CrowdBot.COLLECTORS);

            trial.discord("faults", "{\"kind\":\"drop\",\"shard\":0}");

            Awaitility.await("ended on the worker")
                    .atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> local(trial, owner).path("collectorsActive").asInt() == 0);
            Awaitility.await("gone in REST, permits back")
                    .atMost(Duration.ofSeconds(3))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> collectorsInTable(trial) == 0 && permitsUsed(trial) == 0);

            assertThat(local(trial, owner)
                            .path("collectorsEnded")
                            .path("shardLost")
                            .asInt())
                    .isEqualTo(CrowdBot.COLLECTORS);
            trial.within(20).until(() -> trial.activeShards() == 4);
        }
    }

    private static FleetProcess ownerOfShard0(Trial trial) throws Exception {
        String name = trial.rest("/v1/shards/0").path("worker").asText();
        return trial.workers().stream()
                .filter(worker -> worker.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What the owner itself says of shard 0. */
    private static JsonNode local(Trial trial, FleetProcess owner) throws Exception {
        return StreamSupport.stream(
                        trial.json(owner.address(), "/v1/local").path("shards").spliterator(), false)
                .filter(shard -> shard.path("index").asInt() == 0)
                .findFirst()
                .orElseThrow();
    }

    private static int collectorsInTable(Trial trial) throws Exception {
        return trial.rest("/v1/collectors?shard=0&limit=1").path("total").asInt();
    }

    private static long permitsUsed(Trial trial) throws Exception {
        return StreamSupport.stream(trial.rest("/v1/limits").path("limits").spliterator(), false)
                .filter(limit -> limit.path("name").asText().equals("collectors"))
                .mapToLong(limit -> limit.path("used").asLong())
                .sum();
    }
}
