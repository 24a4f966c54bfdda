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
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IdentifySlotsTest {
    private static final int SHARDS = 4;
    private static final IdentifyBudget PLENTY = new IdentifyBudget(99, 99);

    private final IdentifyPace pace = new IdentifyPace();
    private final IdentifySlots slots = new IdentifySlots(2, pace, 0);

    private static long millis(long count) {
        return Duration.ofMillis(count).toNanos();
    }

    private static ShardStatus status(int shard, ShardPhase phase, long slotUsed) {
        return sent(shard, phase, slotUsed, -1);
    }

    private static ShardStatus sent(int shard, ShardPhase phase, long slotUsed, long slotAge) {
        return new ShardStatus(
                shard, SHARDS, 1, phase, 0, -1, -1, 0, 0, 0, 0, Map.of(), 0, 0, 0, slotUsed, slotAge, 0, null);
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
                false,
                new WorkerProfile(9, "1", "", ""),
                new Report(3, List.of(statuses), List.of()),
                new Orders(3, SHARDS, Map.of(0, 1L, 1, 1L, 2, 1L, 3, 1L), Map.of(), Map.of()));
        List<ShardRecord> records = List.of(0, 1, 2, 3).stream()
                .map(shard -> new ShardRecord(shard, SHARDS, 1, "w", 1, null, 0))
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
        return step(view, nowMillis, PLENTY, Set.of());
    }

    private Map<Integer, Long> step(FleetView view, long nowMillis, IdentifyBudget budget, Set<Integer> moved) {
        pace.look(view, millis(nowMillis));
        GiveSlots give = slots.step(view, millis(nowMillis), budget, moved).give();
        IdentifyBook now = give.on(new IdentifyBook(book)).answer();
        book.clear();
        book.putAll(now.slots());
        return IdentifySlots.open(view, now);
    }

    private void take(int bucket) {
        book.computeIfPresent(
                bucket, (_, slot) -> new Slot(slot.shard(), slot.count(), slot.number(), slot.token(), true));
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
    void whereTheWorkerSaysHowLongAgoItIdentifiedTheFiveSecondsCountFromThenButNotFromBeforeTheSlotWasSeenToBeTaken() {
        step(allWait(), 9_000);
        step(allWait(), 29_900);
        take(0);
        take(1);
        step(allWait(), 30_000);
        ShardStatus[] used = {
            sent(0, ShardPhase.CONNECTING, 1, 400),
            sent(1, ShardPhase.CONNECTING, 2, 60_000),
            status(2, ShardPhase.WAITING_TO_IDENTIFY, 0),
            status(3, ShardPhase.WAITING_TO_IDENTIFY, 0)
        };
        assertThat(step(view(true, used), 31_000)).isEmpty();
        assertThat(step(view(true, used), 35_099)).isEmpty();
        assertThat(step(view(true, used), 35_100)).isEqualTo(Map.of(3, 3L));
        assertThat(step(view(true, used), 35_699)).isEqualTo(Map.of(3, 3L));
        assertThat(step(view(true, used), 35_700)).isEqualTo(Map.of(2, 4L, 3, 3L));
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
        book.put(0, new Slot(0, SHARDS, 7, 0, false));
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
        book.put(0, new Slot(0, SHARDS, 41, 1, false));
        FleetView found = view(
                true,
                status(0, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(1, ShardPhase.WAITING_TO_IDENTIFY, 57),
                status(2, ShardPhase.WAITING_TO_IDENTIFY, 0));
        assertThat(step(found, 8_600)).isEqualTo(Map.of(0, 41L, 1, 58L));
    }

    @Test
    void ofTwoLeadersOneGivesTheSlot() {
        IdentifySlots other = new IdentifySlots(2, new IdentifyPace(), 0);
        FleetView seen = allWait();
        GiveSlots others = other.step(seen, millis(9_000), PLENTY, Set.of()).give();
        step(seen, 9_000);
        take(0);
        IdentifyBook before = new IdentifyBook(book);
        assertThat(others.on(before).answer()).isEqualTo(before);
        assertThat(others.grantedIn(before)).isEqualTo(1);
    }

    @Test
    void slotsOfAnotherMaxConcurrencyAreTakenBackBeforeAnyIsGiven() {
        book.put(3, new Slot(3, SHARDS, 5, 1, false));
        assertThat(step(allWait(), 20_000)).isEmpty();
        assertThat(book).isEmpty();
        assertThat(step(allWait(), 28_599)).isEmpty();
        assertThat(step(allWait(), 28_600)).isEqualTo(Map.of(0, 1L, 1, 2L));
    }

    @Test
    void aSlotThatIsDueBeforeTheNextRoundIsSaid() {
        assertThat(slots.step(allWait(), millis(8_349), PLENTY, Set.of()).soon())
                .isFalse();
        assertThat(slots.step(allWait(), millis(8_350), PLENTY, Set.of()).soon())
                .isTrue();
        assertThat(slots.step(view(true), millis(8_350), PLENTY, Set.of()).soon())
                .as("nobody waits")
                .isFalse();
    }

    @Test
    void theBudgetIsNotOverdrawn() {
        assertThat(step(allWait(), 9_000, new IdentifyBudget(1, 1), Set.of())).isEqualTo(Map.of(0, 1L));
        assertThat(step(allWait(), 9_250, new IdentifyBudget(0, 0), Set.of())).isEqualTo(Map.of(0, 1L));
    }

    private static ShardStatus status(int shard, ShardPhase phase, long identifies, long slotUsed, int closeCode) {
        return new ShardStatus(
                shard,
                SHARDS,
                1,
                phase,
                0,
                -1,
                -1,
                0,
                0,
                0,
                0,
                Map.of(),
                0,
                0,
                identifies,
                slotUsed,
                -1,
                closeCode,
                null);
    }

    @Test
    void orphansGoBeforeLostSessionsAndThoseBeforeMoves() {
        FleetView twoWait = view(
                true,
                status(0, ShardPhase.WAITING_TO_IDENTIFY, 1, 0, 4000),
                status(2, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(1, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(3, ShardPhase.WAITING_TO_IDENTIFY, 1, 0, 4000));
        assertThat(step(twoWait, 9_000, PLENTY, Set.of(1)))
                .as("2 has had no session and was not moved, 1 was moved")
                .isEqualTo(Map.of(2, 1L, 3, 2L));
    }

    @Test
    void movesWaitWhileTheReserveIsTouchedAndOrphansDoNot() {
        assertThat(step(allWait(), 9_000, new IdentifyBudget(4, 0), Set.of(0, 2)))
                .isEqualTo(Map.of(1, 1L));
    }

    @Test
    void theReserveIsOneForEveryShardAndATwentieth() {
        assertThat(IdentifyBudget.of(1_000, 100)).isEqualTo(new IdentifyBudget(1_000, 895));
        assertThat(IdentifyBudget.of(105, 100)).isEqualTo(new IdentifyBudget(105, 0));
        assertThat(IdentifyBudget.of(3, 100)).isEqualTo(new IdentifyBudget(3, 0));
    }

    @Test
    void aBucketInWhichDiscordRefusesIsSlowedDownAndGoesBackToNormal() {
        step(allWait(), 9_000);
        take(0);
        take(1);
        // Shard 0 used its slot, and waits again with op 9; shard 1 has a session.
        step(answered(ShardPhase.CONNECTING, 0), 9_500);
        FleetView refused = answered(ShardPhase.WAITING_TO_IDENTIFY, 4909);
        step(refused, 10_000);
        assertThat(slots.slowest()).isEqualTo(Duration.ofMillis(10_200));
        assertThat(step(refused, 19_600)).as("bucket 1 is as fast as before").isEqualTo(Map.of(3, 3L));
        assertThat(step(refused, 19_700)).isEqualTo(Map.of(2, 4L, 3, 3L));
        take(0);
        // Shard 2 gets a session with it.
        step(
                view(
                        true,
                        status(0, ShardPhase.WAITING_TO_IDENTIFY, 1, 1, 4909),
                        status(1, ShardPhase.ACTIVE, 1, 2, 0),
                        status(2, ShardPhase.ACTIVE, 1, 4, 0)),
                20_500);
        assertThat(slots.slowest()).isEqualTo(Spacing.NORMAL);
    }

    /** Shards 0 and 1 used the first two slots; 2 and 3 wait. */
    private FleetView answered(ShardPhase zero, int closeCode) {
        return view(
                true,
                status(0, zero, 1, 1, closeCode),
                status(1, ShardPhase.ACTIVE, 1, 2, 0),
                status(2, ShardPhase.WAITING_TO_IDENTIFY, 0),
                status(3, ShardPhase.WAITING_TO_IDENTIFY, 0));
    }

    @Test
    void aShardThatDroppedBeforeItsSessionBeganIsNoRefusal() {
        step(allWait(), 9_000);
        take(0);
        step(answered(ShardPhase.CONNECTING, 0), 9_500);
        step(answered(ShardPhase.WAITING_TO_IDENTIFY, 1006), 10_000);
        assertThat(slots.slowest()).isEqualTo(Spacing.NORMAL);
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
