package dev.weir.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.cluster.Change;
import dev.weir.cluster.Expire;
import dev.weir.cluster.Join;
import dev.weir.cluster.Order;
import dev.weir.cluster.Outcome;
import dev.weir.cluster.WorkerRow;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.WorkerId;
import dev.weir.model.WorkerProfile;
import dev.weir.worker.shard.WorkerLease;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private static final WorkerProfile PROFILE = new WorkerProfile(8, "test", "", "http://127.0.0.1:1");

    private final Row row = new Row();
    private final RecordingCrew crew = new RecordingCrew();
    private final WorkerLease lease = new WorkerLease(System::nanoTime);
    private final Membership membership =
            new Membership(new WorkerId("w1"), PROFILE, row, lease, crew, System::nanoTime);

    @AfterEach
    void leave() {
        membership.close();
    }

    @Test
    void joiningAndRenewingOpensTheLease() {
        assertThat(lease.open(System.nanoTime())).isFalse();
        membership.start();
        await().until(() -> lease.open(System.nanoTime()));
        assertThat(row.get().epoch()).isEqualTo(1);
        assertThat(membership.epoch()).isEqualTo(1);
    }

    @Test
    void ordersAreHandedOverSoonAfterAHint() {
        membership.start();
        await().until(() -> row.get().counter() > 0);
        Orders orders = new Orders(1, 4, Map.of(3, 7L), Map.of("collectors", 10L), Map.of());
        assertThat(row.change(new Order(1, orders))).isTrue();
        membership.hint();
        await().until(() -> crew.followed.contains(orders));
    }

    @Test
    void anExpiredEpochClosesTheLeaseAndJoinsAnew() {
        membership.start();
        await().until(() -> row.get().counter() > 0);
        assertThat(row.change(new Expire(1, row.get().counter()))).isTrue();
        membership.hint();
        await().until(() -> membership.epoch() == 2);
        assertThat(crew.over).hasValue(1);
    }

    @Test
    void aSecondWorkerOfTheSameNameStaysOutsideWhileTheFirstIsAlive() {
        row.change(new Join("w1", "another process", 0, PROFILE, Report.NONE));
        membership.start();
        await().until(() -> row.refusedJoins.get() > 1);
        assertThat(membership.epoch()).isZero();
        assertThat(membership.namesake()).isEqualTo(1);
        assertThat(lease.open(System.nanoTime())).isFalse();

        row.failing = true;
        await().untilAsserted(() -> assertThat(membership.namesake())
                .as("nobody says that the other one lives")
                .isZero());
        row.failing = false;
        row.change(new Expire(1, 0));
        await().until(() -> membership.epoch() == 2);
        assertThat(membership.namesake()).isZero();
    }

    @Test
    void closingSaysGoodbye() {
        membership.start();
        await().until(() -> row.get().counter() > 0);
        membership.close();
        assertThat(row.get().alive()).isFalse();
        assertThat(lease.open(System.nanoTime())).isFalse();
    }

    @Test
    void aFleetThatDoesNotAnswerIsAskedAgain() {
        row.failing = true;
        membership.start();
        await().until(() -> crew.tries.get() > 1);
        row.failing = false;
        await().until(() -> lease.open(System.nanoTime()));
    }

    /** The map entry, without a map: changes are pure. */
    private static final class Row implements WorkerRows {
        private @Nullable WorkerRow value;
        private final AtomicInteger refusedJoins = new AtomicInteger();
        private volatile boolean failing;

        @Override
        public synchronized <R> R change(Change<WorkerRow, R> change) {
            if (failing) {
                throw new IllegalStateException("no answer");
            }
            Outcome<WorkerRow, R> outcome = change.on(value);
            if (outcome.changed()) {
                value = outcome.value();
            } else if (change instanceof Join) {
                refusedJoins.incrementAndGet();
            }
            return outcome.answer();
        }

        synchronized WorkerRow get() {
            return Objects.requireNonNullElse(
                    value, new WorkerRow("none", 0, "", 0, false, false, PROFILE, Report.NONE, Orders.UNDECIDED));
        }
    }

    private static final class RecordingCrew implements Crew {
        private final List<Orders> followed = new CopyOnWriteArrayList<>();
        private final AtomicInteger over = new AtomicInteger();
        private final AtomicInteger tries = new AtomicInteger();

        @Override
        public Report report() {
            return Report.NONE;
        }

        @Override
        public void follow(Orders orders) {
            followed.add(orders);
        }

        @Override
        public void epochOver() {
            over.incrementAndGet();
        }

        @Override
        public void renewed(boolean granted) {
            tries.incrementAndGet();
        }
    }
}
