package dev.weir.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.WorkerProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentifySlotsTest {
    private static final int SHARDS = 4;

    private final IdentifySlots slots = new IdentifySlots(2, 0);

    private static long millis(long count) {
        return Duration.ofMillis(count).toNanos();
    }

    private static ShardStatus status(int shard, ShardPhase phase, long slotUsed) {
        return new ShardStatus(shard, 1, phase, 0, -1, -1, 0, 0, 0, 0, Map.of(), 0, 0, 0, slotUsed, 0, null);
    }

    /** One worker that owns all shards. */
    private static FleetView view(boolean alive, Map<Integer, Long> slotsInOrders, ShardStatus... statuses) {
        WorkerRow row = new WorkerRow(
                "w",
                1,
                "n",
                5,
                alive,
                new WorkerProfile(9, "1", "", ""),
                new Report(3, List.of(statuses), List.of()),
                new Orders(3, SHARDS, Map.of(0, 1L, 1, 1L, 2, 1L, 3, 1L), Map.of(), slotsInOrders));
        List<ShardRecord> records = List.of(0, 1, 2, 3).stream()
                .map(shard -> new ShardRecord(shard, 1, "w", 1, null, 0))
                .toList();
        return FleetView.of(SHARDS, List.of(row), records, List.of());
    }

    private static FleetView allWait() {
        return view(
                true,
                Map.of(),
                status(0, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(1, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(2, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(3, ShardPhase.WAITING_TO_IDENTIFY, 0));
    }

    @Test
    void aNewLeaderWaitsBeforeItsFirstSlot() {
        assertThat(slots.step(allWait(), millis(5_000), 99).slots()).isEmpty();
        assertThat(slots.step(allWait(), millis(5_100), 99).slots()).isEqualTo(Map.of(0, 1L, 1, 2L));
    }

    @Test
    void oneSlotIsOutInEachBucketUntilItIsUsedAndFiveSecondsHavePassed() {
        slots.step(allWait(), millis(6_000), 99);
        assertThat(slots.step(allWait(), millis(30_000), 99).slots()).isEqualTo(Map.of(0, 1L, 1, 2L));
        FleetView used = view(
                true,
                Map.of(0, 1L, 1, 2L),
                status(0, ShardPhase.CONNECTING, 1),
                status(1, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(2, ShardPhase.WAITING_TO_IDENTIFY, 0));
        assertThat(slots.step(used, millis(31_000), 99).slots()).isEqualTo(Map.of(1, 2L));
        assertThat(slots.step(used, millis(36_000), 99).slots()).isEqualTo(Map.of(1, 2L));
        assertThat(slots.step(used, millis(36_100), 99).slots()).isEqualTo(Map.of(1, 2L, 2, 3L));
    }

    @Test
    void aSlotOfALostWorkerIsFreeFiveSecondsAfterItsEnd() {
        slots.step(allWait(), millis(6_000), 99);
        FleetView dead = view(false, Map.of(0, 1L, 1, 2L), status(0, ShardPhase.WAITING_TO_IDENTIFY, 0));
        assertThat(slots.step(dead, millis(20_000), 99).slots()).isEmpty();
        assertThat(slots.step(allWait(), millis(25_000), 99).slots()).isEmpty();
        assertThat(slots.step(allWait(), millis(25_100), 99).slots()).isEqualTo(Map.of(2, 3L, 3, 4L));
    }

    @Test
    void aNewLeaderKeepsWhatItsPredecessorGaveOutAndCountsOnFromThere() {
        FleetView found = view(
                true,
                Map.of(0, 41L),
                status(0, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(1, ShardPhase.WAITING_TO_IDENTIFY, 57),
                status(2, ShardPhase.WAITING_TO_IDENTIFY, 0));
        assertThat(slots.step(found, millis(6_000), 99).slots()).isEqualTo(Map.of(0, 41L, 1, 58L));
    }

    @Test
    void theBudgetIsNotOverdrawn() {
        IdentifySlots.Step step = slots.step(allWait(), millis(6_000), 1);
        assertThat(step.granted()).isEqualTo(1);
        assertThat(step.slots()).isEqualTo(Map.of(0, 1L));
        assertThat(slots.step(allWait(), millis(7_000), 0).slots()).isEqualTo(Map.of(0, 1L));
    }

    @Test
    void onlyAShardThatWaitsGetsASlot() {
        FleetView busy = view(
                true,
                Map.of(),
                status(0, ShardPhase.ACTIVE, 0),
                status(1, ShardPhase.RESUMING, 0),
                status(3, ShardPhase.WAITING_TO_IDENTIFY, 0));
        assertThat(slots.step(busy, millis(6_000), 99).slots()).isEqualTo(Map.of(3, 1L));
    }

    @Test
    void aSlotThatIsNotNeededIsWithdrawnAndTheBucketGoesOnAfterTheWorkerHasSeenIt() {
        slots.step(allWait(), millis(6_000), 99);
        FleetView resumed = view(
                true,
                Map.of(0, 1L, 1, 2L),
                status(0, ShardPhase.ACTIVE, 0),
                status(1, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(2, ShardPhase.WAITING_TO_IDENTIFY, 0));
        assertThat(slots.step(resumed, millis(7_000), 99).slots()).isEqualTo(Map.of(1, 2L));
        assertThat(slots.step(resumed, millis(20_000), 99).slots())
                .as("the worker may still have it")
                .isEqualTo(Map.of(1, 2L));
        FleetView seen = view(
                true,
                Map.of(1, 2L),
                status(0, ShardPhase.ACTIVE, 0),
                status(1, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(2, ShardPhase.WAITING_TO_IDENTIFY, 0));
        slots.step(seen, millis(21_000), 99);
        assertThat(slots.step(seen, millis(26_100), 99).slots()).isEqualTo(Map.of(1, 2L, 2, 3L));
    }
}
