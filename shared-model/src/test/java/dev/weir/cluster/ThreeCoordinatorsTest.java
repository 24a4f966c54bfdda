package dev.weir.cluster;

import static dev.weir.cluster.Fleets.REPORT;
import static dev.weir.cluster.Fleets.join;
import static dev.weir.cluster.Fleets.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.cluster.FleetMember.Coordinator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three coordinators in one JVM; one after another dies. */
class ThreeCoordinatorsTest {
    private static final Duration LONG = Duration.ofSeconds(40);

    private final List<MemberSettings> settings = Fleets.members(3);
    private final List<FleetMember> members = new ArrayList<>();

    @AfterEach
    void stop() {
        members.forEach(FleetMember::kill);
    }

    @Test
    void whatWasAcknowledgedIsKeptWhileCoordinatorsDieAndNothingIsWithoutAMajority() {
        startAll();
        try (FleetClient client = FleetClient.start(Fleets.client(settings.getFirst(), "worker"))) {
            await().atMost(LONG)
                    .until(() -> isTrue(() ->
                            client.workers().change("w1", join("w1", "n1")).joined()));
            for (int shard = 0; shard < 20; shard++) {
                int index = shard;
                await().atMost(LONG)
                        .until(() -> isTrue(() -> client.collectors()
                                .change(index, new ApplyDeltas(16, 1, true, rows(100), List.of()))
                                .accepted()));
            }
            FleetMember leader = leader();
            assertThat(leader.majorityRoundTrip(Duration.ofSeconds(2))).isTrue();
            assertThat(leader.coordinators())
                    .hasSize(3)
                    .allSatisfy(each -> assertThat(each.shards()).isZero())
                    .filteredOn(Coordinator::oldest)
                    .hasSize(1);

            leader.kill();
            members.remove(leader);
            FleetMember next = leader();

            await().atMost(LONG)
                    .until(() -> isTrue(() -> client.workers()
                            .change("w1", new Renew(1, "n1", 1, REPORT))
                            .granted()));
            for (int shard = 0; shard < 20; shard++) {
                int index = shard;
                await().atMost(LONG)
                        .until(() -> isTrue(() -> next.collectors()
                                        .change(index, new ReadTable(0, 1))
                                        .total()
                                == 100));
            }
            assertThat(next.majorityRoundTrip(Duration.ofSeconds(2))).isTrue();

            FleetMember last =
                    members.stream().filter(one -> one != next).findFirst().orElseThrow();
            next.kill();
            members.remove(next);

            await().atMost(LONG)
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> client.workers().change("w1", new Renew(1, "n1", 2, REPORT)))
                            .isInstanceOf(FleetUnavailable.class));
            assertThat(last.majorityRoundTrip(Duration.ofMillis(500))).isFalse();
        }
    }

    @Test
    void aCoordinatorThatIsAloneOfThreeServesNothing() {
        members.add(FleetMember.start(settings.getFirst()));
        FleetMember alone = members.getFirst();

        assertThat(alone.isLeader()).isTrue();
        assertThat(alone.majorityRoundTrip(Duration.ofMillis(100))).isFalse();
        assertThatThrownBy(() -> alone.workers().change("w1", join("w1", "n1")))
                .isInstanceOf(FleetUnavailable.class)
                .hasMessageContaining("Join on workers/w1");
        assertThatThrownBy(() -> alone.workers().all()).isInstanceOf(FleetUnavailable.class);
    }

    private void startAll() {
        settings.stream()
                .map(one -> CompletableFuture.supplyAsync(() -> FleetMember.start(one)))
                .toList()
                .forEach(started -> members.add(started.join()));
        await().atMost(LONG)
                .until(() -> members.stream().allMatch(one -> one.coordinators().size() == 3));
    }

    private FleetMember leader() {
        return await().atMost(LONG)
                .until(() -> members.stream().filter(FleetMember::isLeader).toList(), found -> found.size() == 1)
                .getFirst();
    }

    private static boolean isTrue(java.util.function.BooleanSupplier call) {
        try {
            return call.getAsBoolean();
        } catch (FleetUnavailable _) {
            return false;
        }
    }
}
