package dev.weir.cluster;

import static dev.weir.cluster.Fleets.REPORT;
import static dev.weir.cluster.Fleets.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.model.Orders;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What a worker sees when its only coordinator is not there yet, dies, or comes back with nothing. */
class OutageTest {
    private final MemberSettings settings = Fleets.members(1).getFirst();

    @Test
    void aWorkerStartsBeforeItsCoordinatorAndIsServedWhenThereIsOne() throws Exception {
        Queue<Orders> told = new ConcurrentLinkedQueue<>();
        try (FleetClient client = FleetClient.start(Fleets.client(settings, "early"));
                AutoCloseable _ = client.onOrders("w1", told::add)) {
            assertThatThrownBy(() -> client.workers().change("w1", join("w1", "n1")))
                    .isInstanceOf(FleetUnavailable.class)
                    .hasMessageContaining(settings.bind().toString());
            assertThat(client.connected()).isFalse();
            try (FleetMember member = FleetMember.start(settings)) {
                await().until(() -> succeeds(() -> client.workers().change("w1", join("w1", "n1"))));
                assertThat(client.connected()).isTrue();
                Orders orders = new Orders(1, 16, Map.of(), Map.of(), Map.of());
                await().untilAsserted(() -> {
                    member.workers().change("w1", new Order(1, orders));
                    assertThat(told).contains(orders);
                });
            }
        }
    }

    @Test
    void aWorkerOutlivesItsCoordinatorAndJoinsTheNextAboveItsOldEpoch() {
        FleetMember first = FleetMember.start(settings);
        try (FleetClient client = FleetClient.start(Fleets.client(settings, "patient"))) {
            await().until(client::connected);
            assertThat(client.workers().change("w1", new Join("w1", "n1", 4, Fleets.PROFILE, REPORT)))
                    .isEqualTo(new JoinAnswer(true, 5));
            first.kill();

            await().untilAsserted(() -> assertThatThrownBy(
                            () -> client.workers().change("w1", new Renew(5, "n1", 1, REPORT)))
                    .isInstanceOf(FleetUnavailable.class));
            assertThatThrownBy(() -> client.workers()
                            .changeAsync("w1", new Renew(5, "n1", 1, REPORT))
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(FleetUnavailable.class);

            try (FleetMember _ = FleetMember.start(settings)) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> succeeds(() -> client.workers().change("w1", new Renew(5, "n1", 2, REPORT))));
                assertThat(client.workers().change("w1", new Renew(5, "n1", 2, REPORT)))
                        .isEqualTo(RenewAnswer.REFUSED);
                assertThat(client.workers().change("w1", new Join("w1", "n1", 5, Fleets.PROFILE, REPORT)))
                        .isEqualTo(new JoinAnswer(true, 6));
            }
        }
    }

    @Test
    void aCallThatIsNotAnsweredEndsWithinItsTime() {
        try (FleetClient client = FleetClient.start(Fleets.client(settings, "alone"))) {
            long begin = System.nanoTime();
            assertThatThrownBy(() -> client.workers().all()).isInstanceOf(FleetUnavailable.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        }
    }

    private static boolean succeeds(Runnable call) {
        try {
            call.run();
            return true;
        } catch (FleetUnavailable _) {
            return false;
        }
    }
}
