package dev.weir.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.GiveSlots;
import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.Slot;
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
import java.util.TreeMap;
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

    private final Map<Integer, Slot> book = new TreeMap<>();

    /** One worker that owns all shards. */
    private FleetView view(boolean alive, ShardStatus... statuses) {
        WorkerRow row = new WorkerRow(
                "w",
                1,
                "n",
                5,
                alive,
                new WorkerProfile(9, "1", "", ""),
                new Report(3, List.of(statuses), List.of()),
                new Orders(3, SHARDS, Map.of(0, 1L, 1, 1L, 2, 1L, 3, 1L), Map.of(), Map.of()));
        List<ShardRecord> records = List.of(0, 1, 2, 3).stream()
                .map(shard -> new ShardRecord(shard, 1, "w", 1, null, 0))
                .toList();
        return FleetView.of(SHARDS, List.of(row), records, List.of()).withBook(new IdentifyBook(book));
    }

    private FleetView allWait() {
        return view(
                true,
                status(0, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(1, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(2, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(3, ShardPhase.WAITING_TO_IDENTIFY, 0));
    }

    /** Steps, and writes what is given; answers with what the orders have to name. */
    private Map<Integer, Long> step(FleetView view, long nowMillis) {
        return step(view, nowMillis, 99);
    }

    private Map<Integer, Long> step(FleetView view, long nowMillis, long budget) {
        GiveSlots give = slots.step(view, millis(nowMillis), budget).give();
        IdentifyBook now = give.on(new IdentifyBook(book)).answer();
        book.clear();
        book.putAll(now.slots());
        return IdentifySlots.open(view, now);
    }

    private void take(int bucket) {
        book.computeIfPresent(bucket, (_, slot) -> new Slot(slot.shard(), slot.number(), slot.token(), true));
    }

    @Test
    void whereThereIsNoSlotInTheBookItMayHaveBeenLostSoTheLeaderWaits() {
        assertThat(step(allWait(), 8_599)).isEmpty();
        assertThat(step(allWait(), 8_600)).isEqualTo(Map.of(0, 1L, 1, 2L));
    }

    @Test
    void theNextSlotOfABucketFollowsFiveSecondsAfterTheLastWasReportedAsUsed() {
        step(allWait(), 9_000);
        assertThat(step(allWait(), 30_000)).isEqualTo(Map.of(0, 1L, 1, 2L));
        take(0);
        ShardStatus[] used = {
            status(0, ShardPhase.CONNECTING, 1),
            status(1, ShardPhase.WAITING_TO_IDENTIFY, 0),
            status(2, ShardPhase.WAITING_TO_IDENTIFY, 0)
        };
        assertThat(step(view(true, used), 31_000)).isEqualTo(Map.of(1, 2L));
        assertThat(step(view(true, used), 36_099)).isEqualTo(Map.of(1, 2L));
        assertThat(step(view(true, used), 36_100)).isEqualTo(Map.of(1, 2L, 2, 3L));
    }

    @Test
    void aSlotThatWasTakenAndNotReportedMayStillBeUsedForAWhile() {
        step(allWait(), 9_000);
        take(0);
        FleetView dead = view(false);
        step(dead, 20_000);
        assertThat(step(allWait(), 28_599)).isEqualTo(Map.of(1, 2L));
        assertThat(step(allWait(), 28_600)).isEqualTo(Map.of(1, 2L, 2, 3L));
    }

    @Test
    void whatWasOnceReportedAsUsedStaysUsed() {
        step(allWait(), 9_000);
        take(0);
        step(view(true, status(0, ShardPhase.CONNECTING, 1)), 10_000);
        step(view(false), 11_000);
        assertThat(step(allWait(), 15_099)).isEqualTo(Map.of(1, 2L));
        assertThat(step(allWait(), 15_100)).isEqualTo(Map.of(1, 2L, 2, 3L));
    }

    @Test
    void aSlotThatALostWorkerHasNotTakenGoesToAnotherAtOnce() {
        book.put(0, new Slot(0, 7, 0, false));
        assertThat(step(allWait(), 100)).isEqualTo(Map.of(2, 8L));
    }

    @Test
    void aSlotThatIsNotNeededGoesToAnotherAtOnce() {
        step(allWait(), 9_000);
        FleetView resumed = view(
                true,
                status(0, ShardPhase.ACTIVE, 0),
                status(1, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(2, ShardPhase.WAITING_TO_IDENTIFY, 0));
        assertThat(step(resumed, 9_250)).isEqualTo(Map.of(1, 2L, 2, 3L));
    }

    @Test
    void aSlotThatNobodyTakesGoesOnAfterAMinute() {
        step(allWait(), 9_000);
        assertThat(step(allWait(), 9_250)).isEqualTo(Map.of(0, 1L, 1, 2L));
        assertThat(step(allWait(), 69_250)).isEqualTo(Map.of(0, 1L, 1, 2L));
        assertThat(step(allWait(), 69_500)).isEqualTo(Map.of(2, 3L, 3, 4L));
    }

    @Test
    void aNewLeaderKeepsWhatItsPredecessorGaveOutAndCountsOnFromThere() {
        book.put(0, new Slot(0, 41, 1, false));
        FleetView found = view(
                true,
                status(0, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(1, ShardPhase.WAITING_TO_IDENTIFY, 57),
                status(2, ShardPhase.WAITING_TO_IDENTIFY, 0));
        assertThat(step(found, 8_600)).isEqualTo(Map.of(0, 41L, 1, 58L));
    }

    @Test
    void ofTwoLeadersOneGivesTheSlot() {
        IdentifySlots other = new IdentifySlots(2, 0);
        FleetView seen = allWait();
        GiveSlots others = other.step(seen, millis(9_000), 99).give();
        step(seen, 9_000);
        take(0);
        IdentifyBook before = new IdentifyBook(book);
        assertThat(others.on(before).answer()).isEqualTo(before);
        assertThat(others.grantedIn(before)).isEqualTo(1);
    }

    @Test
    void slotsOfAnotherMaxConcurrencyAreTakenBackBeforeAnyIsGiven() {
        book.put(3, new Slot(3, 5, 1, false));
        assertThat(step(allWait(), 20_000)).isEmpty();
        assertThat(book).isEmpty();
        assertThat(step(allWait(), 28_599)).isEmpty();
        assertThat(step(allWait(), 28_600)).isEqualTo(Map.of(0, 1L, 1, 2L));
    }

    @Test
    void aSlotThatIsDueBeforeTheNextRoundIsSaid() {
        assertThat(slots.step(allWait(), millis(8_349), 99).soon()).isFalse();
        assertThat(slots.step(allWait(), millis(8_350), 99).soon()).isTrue();
        assertThat(slots.step(view(true), millis(8_350), 99).soon())
                .as("nobody waits")
                .isFalse();
    }

    @Test
    void theBudgetIsNotOverdrawn() {
        assertThat(step(allWait(), 9_000, 1)).isEqualTo(Map.of(0, 1L));
        assertThat(step(allWait(), 9_250, 0)).isEqualTo(Map.of(0, 1L));
    }

    @Test
    void onlyAShardThatWaitsGetsASlot() {
        FleetView busy = view(
                true,
                status(0, ShardPhase.ACTIVE, 0),
                status(1, ShardPhase.RESUMING, 0),
                status(3, ShardPhase.WAITING_TO_IDENTIFY, 0));
        assertThat(step(busy, 9_000)).isEqualTo(Map.of(3, 1L));
    }
}
