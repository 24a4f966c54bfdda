package dev.weir.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.cluster.FleetMember;
import dev.weir.cluster.HostPort;
import dev.weir.cluster.MemberSettings;
import dev.weir.coordinator.control.ControlSettings;
import dev.weir.discord.Trust;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One real coordinator, workers that are driven by hand, and a clock that is set by hand. */
class CoordinatorTest {
    private static final int SHARDS = 8;

    private final String cluster = "test-" + UUID.randomUUID();
    private final AtomicLong ahead = new AtomicLong();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Coordinator coordinator;
    private Rest rest;

    @BeforeEach
    void start() throws IOException {
        HostPort any = new HostPort("127.0.0.1", 0);
        coordinator = open(Coordinator.start(
                new CoordinatorConfig(
                        new MemberSettings(cluster, "c1", any, List.of(any)),
                        "127.0.0.1",
                        0,
                        new ControlSettings(SHARDS, 2, Duration.ofMinutes(1), Map.of("collectors", 1_000L)),
                        SHARDS,
                        null,
                        null,
                        Trust.ofJdk(),
                        null),
                () -> System.nanoTime() + ahead.get()));
        rest = open(new Rest(coordinator.restAddress()));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T open(T part) {
        opened.add(part);
        return part;
    }

    private FakeWorker worker(String name) {
        FakeWorker worker = open(new FakeWorker(name, cluster, coordinator.clusterAddress()));
        await().atMost(Duration.ofSeconds(20)).until(worker::tryToJoin);
        return worker;
    }

    /** Lets the leader's clock run faster than its loop's gap allows, while the given workers go on renewing. */
    private void pass(Duration time, FakeWorker... renewing) {
        long until = ahead.get() + time.toNanos();
        while (ahead.get() < until) {
            for (FakeWorker worker : renewing) {
                worker.renew();
            }
            long before = rest.get("/v1/cluster").path("ageMillis").asLong();
            ahead.addAndGet(Duration.ofMillis(500).toNanos());
            await().atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> rest.get("/v1/cluster").path("ageMillis").asLong() < before + 400);
        }
    }

    private Map<String, Integer> owners() {
        Map<String, Integer> owners = new TreeMap<>();
        for (JsonNode shard : rest.get("/v1/shards").path("shards")) {
            owners.merge(shard.path("worker").asText("nobody"), 1, Integer::sum);
        }
        return owners;
    }

    private List<Long> tokens() {
        List<Long> tokens = new ArrayList<>();
        rest.get("/v1/shards")
                .path("shards")
                .forEach(shard -> tokens.add(shard.path("token").asLong()));
        return tokens;
    }

    @Test
    void twoWorkersShareTheShardsAndOneInheritsThemAll() {
        FakeWorker one = worker("w1");
        FakeWorker two = worker("w2");
        await().untilAsserted(() -> assertThat(owners()).isEqualTo(Map.of("w1", 4, "w2", 4)));
        List<Long> before = tokens();

        pass(Duration.ofSeconds(14), one);

        await().untilAsserted(() -> assertThat(owners()).isEqualTo(Map.of("w1", 8)));
        List<Long> after = tokens();
        for (int shard = 0; shard < SHARDS; shard++) {
            assertThat(after.get(shard)).isGreaterThanOrEqualTo(before.get(shard));
        }
        assertThat(after.stream().mapToLong(each -> each).sum())
                .isEqualTo(before.stream().mapToLong(each -> each).sum() + 4);
        assertThat(two.renew()).as("an expired epoch is refused").isFalse();
        assertThat(rest.get("/v1/workers/w2").path("alive").asBoolean()).isFalse();
        assertThat(one.renew()).isTrue();
        assertThat(one.orders().shards()).hasSize(SHARDS);
    }

    @Test
    void ofTwoCoordinatorsOfOneIdTheLaterOneGivesWay() {
        var first = new FleetMember.Coordinator("c1", HostPort.parse("127.0.0.1:1"), true, false, null);
        var second = new FleetMember.Coordinator("c1", HostPort.parse("127.0.0.1:2"), false, true, null);
        var third = new FleetMember.Coordinator("c2", HostPort.parse("127.0.0.1:3"), false, true, null);
        assertThat(Coordinator.namesake(List.of(first, second))).isEqualTo("127.0.0.1:1");
        assertThat(Coordinator.namesake(List.of(first, third))).isNull();
        assertThat(Coordinator.namesake(List.of(second, first)))
                .as("the older one stays")
                .isNull();
    }
}
