package dev.weir.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.cluster.HostPort;
import dev.weir.cluster.MemberSettings;
import dev.weir.coordinator.control.ControlSettings;
import dev.weir.discord.Trust;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A table of collectors that an owner left when the bot was split into another number of shards. */
final class TableOfAnotherCountTest {

    @Test
    void isNotToldOfAndReplacedByTheNextOwner() throws IOException {
        String cluster = "test-" + UUID.randomUUID();
        HostPort any = new HostPort("127.0.0.1", 0);
        CoordinatorConfig config = new CoordinatorConfig(
                new MemberSettings(cluster, "c1", any, List.of(any), 2),
                "127.0.0.1",
                0,
                new ControlSettings(2, 1, Duration.ofMinutes(1), Map.of("collectors", 1_000L)),
                2,
                null,
                null,
                Trust.ofJdk(),
                null);
        try (Coordinator coordinator = Coordinator.start(config);
                Rest rest = new Rest(coordinator.restAddress());
                FakeWorker worker = new FakeWorker("w1", cluster, coordinator.clusterAddress())) {
            await().atMost(Duration.ofSeconds(20)).until(worker::tryToJoin);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                worker.renew();
                return rest.get("/v1/cluster")
                                .path("shardsByPhase")
                                .path("ACTIVE")
                                .asInt()
                        == 2;
            });
            worker.leftBehind(0, 6, 5);

            assertThat(rest.get("/v1/collectors?shard=0").path("total").asInt()).isZero();
            assertThat(rest.get("/v1/collectors").path("collectors")).isEmpty();

            worker.collect(0, 3);
            assertThat(rest.get("/v1/collectors?shard=0").path("total").asInt()).isEqualTo(3);
        }
    }
}
