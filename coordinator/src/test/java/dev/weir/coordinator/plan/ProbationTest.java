package dev.weir.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.BotProof;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.Standing;
import dev.weir.model.Trouble;
import dev.weir.model.WorkerProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What a leader makes of its workers, one kind of trouble after the other. */
@NullUnmarked // A null where there should be none fails the test anyway.
class ProbationTest {
    private static final BotProof GOOD = BotProof.good(7, 513);
    private static final long STEP = Duration.ofMillis(500).toNanos();

    private final Map<String, Worker> workers = new TreeMap<>();
    private Probation probation = new Probation();
    private Long ownApplication;
    private long now = 1;
    private long nextToken = 1;
    private Standings last;

    /** A worker as its row tells of it; it follows its orders unless it is deaf. */
    private static final class Worker {
        final String name;
        String nonce = "n";
        long epoch = 1;
        BotProof proof = GOOD;
        boolean alive = true;
        boolean deaf;
        long sequence = 1;
        long seen = 1;
        Standing standing = Standing.NEW;
        final Map<Integer, Long> tokens = new TreeMap<>();
        final Map<Integer, ShardPhase> phases = new TreeMap<>();
        int closeCode;

        Worker(String name) {
            this.name = name;
        }
    }

    private Worker worker(String name, ShardPhase phase, int... shards) {
        Worker made = workers.computeIfAbsent(name, Worker::new);
        for (int shard : shards) {
            workers.values().forEach(each -> {
                each.tokens.remove(shard);
                each.phases.remove(shard);
            });
            made.tokens.put(shard, nextToken++);
            made.phases.put(shard, phase);
        }
        return made;
    }

    private FleetView view() {
        List<WorkerRow> rows = new ArrayList<>();
        List<ShardRecord> records = new ArrayList<>();
        for (Worker each : workers.values()) {
            List<ShardStatus> statuses = new ArrayList<>();
            each.tokens.forEach((shard, token) -> {
                ShardPhase phase = each.phases.get(shard);
                records.add(new ShardRecord(shard, 16, token, each.name, each.epoch, null, 0));
                int code = phase == ShardPhase.QUARANTINED ? each.closeCode : 0;
                statuses.add(new ShardStatus(
                        shard, 16, token, phase, 0, -1, -1, 0, 0, 0, 0, Map.of(), 0, 0, 1, 1, -1, code, null));
            });
            rows.add(new WorkerRow(
                    each.name,
                    each.epoch,
                    each.nonce,
                    5,
                    each.alive,
                    false,
                    new WorkerProfile(100, "1.0", "", ""),
                    new Report(each.seen, statuses, List.of(), List.of(), each.proof),
                    new Orders(each.sequence, 16, each.tokens, Map.of(), Map.of(), each.standing)));
        }
        return FleetView.of(16, rows, records, List.of());
    }

    /** Looks, and lets the orders say what was found. */
    private Standings look() {
        last = probation.look(view(), now, 1_000, ownApplication);
        for (Worker each : workers.values()) {
            Standing next = last.byWorker().get(each.name);
            if (next != null && !next.says(each.standing)) {
                each.standing = next;
                each.sequence++;
            }
            each.seen = each.deaf ? each.seen : each.sequence;
        }
        return last;
    }

    private Standings pass(Duration time) {
        long until = now + time.toNanos();
        look();
        while (now < until && last.takenBack().isEmpty()) {
            now += STEP;
            look();
        }
        return last;
    }

    private Trouble trouble(String worker) {
        return last.byWorker().get(worker).trouble();
    }

    private Standing.Kind kind(String worker) {
        return last.byWorker().get(worker).kind();
    }

    @Test
    void aWorkerThatBringsAShardToActiveIsProvenAndStaysSo() {
        Worker one = worker("w1", ShardPhase.ACTIVE, 0);
        look();
        assertThat(kind("w1")).isEqualTo(Standing.Kind.PROVEN);
        one.phases.put(0, ShardPhase.RESUMING);
        look();
        assertThat(last.grades()).isEqualTo(Map.of("w1", Grade.PROVEN));
    }

    @Test
    void aNewWorkerIsTriedThenYoungThenFresh() {
        worker("w1", ShardPhase.ACTIVE, 0);
        Worker two = worker("w2", ShardPhase.ACTIVE);
        two.proof = BotProof.UNTRIED;
        assertThat(look().grades()).containsEntry("w2", Grade.UNTRIED);
        two.proof = GOOD;
        assertThat(look().grades()).containsEntry("w2", Grade.YOUNG);
        assertThat(pass(Probation.SETTLE).grades()).containsEntry("w2", Grade.FRESH);
    }

    @Test
    void aWorkerThatEndedEarlyIsWaitedForTwiceAsLong() {
        worker("w1", ShardPhase.ACTIVE, 0);
        Worker two = worker("w2", ShardPhase.ACTIVE);
        pass(Duration.ofSeconds(1));
        two.alive = false;
        look();
        two.alive = true;
        two.epoch++;
        two.nonce = "another";
        two.standing = Standing.NEW;
        assertThat(pass(Probation.SETTLE).grades()).containsEntry("w2", Grade.YOUNG);
        assertThat(pass(Probation.SETTLE).grades()).containsEntry("w2", Grade.FRESH);
    }

    @Test
    void whatAWorkerFindsOfItsOwnBotSetsItAsideUntilItFindsOtherwise() {
        worker("w1", ShardPhase.ACTIVE, 0);
        Worker two = worker("w2", ShardPhase.ACTIVE);
        for (Trouble met : List.of(Trouble.TOKEN, Trouble.UNREACHABLE)) {
            two.proof = new BotProof(0, 513, met, "as it says");
            look();
            assertThat(last.byWorker().get("w2"))
                    .isEqualTo(new Standing(Standing.Kind.SET_ASIDE, met, "as it says", 1_000));
            assertThat(last.grades()).containsEntry("w2", Grade.ASIDE);
        }
        two.proof = GOOD;
        look();
        assertThat(kind("w2")).isEqualTo(Standing.Kind.UNPROVEN);
    }

    @Test
    void anotherBotsWorkerServesNothing() {
        worker("w1", ShardPhase.ACTIVE, 0, 1);
        Worker two = worker("w2", ShardPhase.CONNECTING, 2);
        two.proof = BotProof.good(8, 513);
        look();
        assertThat(trouble("w2")).isEqualTo(Trouble.OTHER_BOT);
        assertThat(last.byWorker().get("w2").text()).contains("application 8", "serves 7");
        assertThat(last.takenBack()).containsOnlyKeys(2);
        assertThat(kind("w1")).isEqualTo(Standing.Kind.PROVEN);
    }

    @Test
    void whileNothingIsServedTheCoordinatorsOwnBotDecidesAndElseTheFirst() {
        worker("w1", ShardPhase.ACTIVE).proof = BotProof.good(8, 513);
        worker("w2", ShardPhase.ACTIVE).proof = BotProof.good(7, 513);
        ownApplication = 7L;
        look();
        assertThat(trouble("w1")).isEqualTo(Trouble.OTHER_BOT);

        probation = new Probation();
        ownApplication = null;
        look();
        assertThat(trouble("w1")).isNull();
        assertThat(trouble("w2")).isEqualTo(Trouble.OTHER_BOT);
    }

    @Test
    void anotherBotsWorkerThatIsLeftAloneForAMomentDoesNotTakeTheFleetOver() {
        Worker one = worker("w1", ShardPhase.ACTIVE, 0);
        worker("w2", ShardPhase.ACTIVE).proof = BotProof.good(8, 513);
        look();
        one.alive = false;
        pass(Duration.ofMinutes(1));
        assertThat(trouble("w2")).isEqualTo(Trouble.OTHER_BOT);
        pass(FleetBot.KEPT);
        assertThat(trouble("w2")).as("the fleet has another bot now").isNull();
    }

    @Test
    void whatIsServedDecidesAgainstTheCoordinatorsOwnToken() {
        worker("w1", ShardPhase.ACTIVE, 0);
        ownApplication = 99L;
        look();
        assertThat(trouble("w1")).isNull();
    }

    @Test
    void otherIntentsThanTheFleetsServeNothing() {
        worker("w1", ShardPhase.ACTIVE, 0);
        worker("w2", ShardPhase.ACTIVE).proof = BotProof.good(7, 1);
        look();
        assertThat(trouble("w2")).isEqualTo(Trouble.INTENTS);
        assertThat(last.byWorker().get("w2").text()).contains("intents 1", "513", "discord.intents");
    }

    @Test
    void aRefusalOfWhoAskedSetsTheWorkerAsideAndNotTheShard() {
        for (int code : List.of(4004, 4013, 4014)) {
            workers.clear();
            probation = new Probation();
            worker("w1", ShardPhase.ACTIVE, 0, 1);
            Worker two = worker("w2", ShardPhase.QUARANTINED, 2);
            two.closeCode = code;
            look();
            assertThat(trouble("w2")).isEqualTo(Trouble.REFUSED);
            assertThat(last.byWorker().get("w2").text()).contains(String.valueOf(code));
            assertThat(last.takenBack()).containsOnlyKeys(2);
            assertThat(last.refused()).isEmpty();
        }
    }

    @Test
    void aRefusalThatEveryWorkerMeetsIsTheShards() {
        Worker one = worker("w1", ShardPhase.QUARANTINED, 0);
        one.closeCode = 4014;
        assertThat(look().refused()).as("nobody else is there").containsExactly(0);
        assertThat(trouble("w1")).isNull();

        worker("w2", ShardPhase.ACTIVE, 5);
        assertThat(look().refused()).isEmpty();
        Worker two = worker("w2", ShardPhase.QUARANTINED, 0, 5);
        two.closeCode = 4014;
        assertThat(look().refused()).as("w1 has met it before").contains(0);
    }

    @Test
    void aShardThatDoesNotBecomeActiveGoesBackAndItsWorkerIsSetAside() {
        for (ShardPhase phase : List.of(ShardPhase.CONNECTING, ShardPhase.RESUMING)) {
            workers.clear();
            probation = new Probation();
            worker("w1", ShardPhase.ACTIVE, 0, 1);
            worker("w2", phase, 2);
            assertThat(pass(Probation.BOUND.minusSeconds(1)).takenBack()).isEmpty();
            assertThat(pass(Duration.ofSeconds(2)).takenBack()).containsOnlyKeys(2);
            assertThat(trouble("w2")).isEqualTo(Trouble.NOT_ACTIVE);
        }
    }

    @Test
    void theQueueToIdentifyDoesNotCount() {
        worker("w1", ShardPhase.ACTIVE, 0, 1);
        worker("w2", ShardPhase.WAITING_TO_IDENTIFY, 2);
        assertThat(pass(Duration.ofMinutes(10)).takenBack()).isEmpty();
        assertThat(trouble("w2")).isNull();
    }

    @Test
    void aGapInTheLeadersOwnLooksDoesNotCount() {
        worker("w1", ShardPhase.ACTIVE, 0, 1);
        worker("w2", ShardPhase.RESUMING, 2);
        look();
        now += Duration.ofMinutes(5).toNanos();
        assertThat(look().takenBack()).isEmpty();
    }

    @Test
    void whenAllFailAlikeNothingIsTakenFromAnyone() {
        worker("w1", ShardPhase.RESUMING, 0, 1);
        worker("w2", ShardPhase.RESUMING, 2, 3);
        assertThat(pass(Duration.ofMinutes(10)).takenBack()).isEmpty();
        assertThat(trouble("w1")).isNull();
        assertThat(trouble("w2")).isNull();
    }

    @Test
    void whenManyFailAtOnceItIsTheFleetsTrouble() {
        for (int i = 0; i < 5; i++) {
            worker("w" + i, i < 3 ? ShardPhase.RESUMING : ShardPhase.ACTIVE, i);
        }
        assertThat(pass(Duration.ofMinutes(2)).takenBack()).isEmpty();
    }

    @Test
    void aShardThatFailsOnEveryWorkerStaysAndNoneIsToBlame() {
        worker("w1", ShardPhase.ACTIVE, 0);
        worker("w2", ShardPhase.ACTIVE, 1);
        worker("w1", ShardPhase.CONNECTING, 5);
        assertThat(pass(Probation.BOUND.plusSeconds(1)).takenBack()).containsOnlyKeys(5);
        assertThat(trouble("w1")).isEqualTo(Trouble.NOT_ACTIVE);
        worker("w2", ShardPhase.CONNECTING, 5);
        assertThat(pass(Probation.BOUND.plusSeconds(1)).takenBack()).isEmpty();
        assertThat(trouble("w1")).isNull();
        assertThat(trouble("w2")).isNull();
    }

    @Test
    void oneShardThatFailsDoesNotWanderThroughALargeFleet() {
        for (int i = 0; i < 10; i++) {
            worker("w" + i, ShardPhase.ACTIVE, i);
        }
        int moves = 0;
        for (int owner = 0; owner < 9; owner++) {
            worker("w" + owner, ShardPhase.CONNECTING, 15);
            if (pass(Probation.BOUND.plusSeconds(1)).takenBack().isEmpty()) {
                break;
            }
            moves++;
        }
        assertThat(moves).isEqualTo(Probation.MOST_WORKERS);
        assertThat(last.byWorker().values()).allMatch(each -> each.trouble() == null);
    }

    @Test
    void itIsTriedAgainAfterAMinuteAndThenAfterTwiceAsLong() {
        worker("w1", ShardPhase.ACTIVE, 0, 1);
        Worker two = worker("w2", ShardPhase.CONNECTING, 2);
        pass(Probation.BOUND.plusSeconds(1));
        for (int minutes : List.of(1, 2, 4)) {
            worker("w1", ShardPhase.ACTIVE, 2);
            pass(Duration.ofMinutes(minutes).minusSeconds(2));
            assertThat(trouble("w2")).isEqualTo(Trouble.NOT_ACTIVE);
            pass(Duration.ofSeconds(3));
            assertThat(kind("w2")).isEqualTo(Standing.Kind.UNPROVEN);
            worker("w2", ShardPhase.CONNECTING, 2);
            assertThat(pass(Probation.BOUND.plusSeconds(1)).takenBack()).containsOnlyKeys(2);
        }
        assertThat(two.standing.trouble()).isEqualTo(Trouble.NOT_ACTIVE);
    }

    @Test
    void aNewLeaderKnowsFromTheOrdersWhoWasSetAside() {
        worker("w1", ShardPhase.ACTIVE, 0, 1);
        worker("w2", ShardPhase.CONNECTING, 2);
        pass(Probation.BOUND.plusSeconds(1));
        worker("w1", ShardPhase.ACTIVE, 2);
        Standing before = workers.get("w2").standing;

        probation = new Probation();
        look();

        assertThat(last.byWorker().get("w2")).isEqualTo(before);
    }

    @Test
    void aWorkerThatRenewsAndDoesNotFollowIsDismissed() {
        worker("w1", ShardPhase.ACTIVE, 0, 1);
        Worker two = worker("w2", ShardPhase.ACTIVE, 2);
        look();
        two.deaf = true;
        two.sequence++;
        pass(Probation.DEAF_AFTER.plusSeconds(1));
        assertThat(kind("w2")).isEqualTo(Standing.Kind.DISMISSED);

        two.epoch++;
        two.standing = Standing.NEW;
        look();
        assertThat(trouble("w2")).as("the same process in another epoch").isEqualTo(Trouble.DEAF);
    }

    @Test
    void theOnlyShardGoesToAWorkerThatHasNoneAndReachesDiscord() {
        worker("w1", ShardPhase.FENCED, 0);
        Worker two = worker("w2", ShardPhase.ACTIVE);
        two.proof = new BotProof(7, 513, Trouble.UNREACHABLE, "no HELLO");
        pass(Duration.ofMinutes(1));
        assertThat(trouble("w1")).isNull();
        two.proof = GOOD;
        look();
        look();
        assertThat(kind("w1")).isEqualTo(Standing.Kind.DISMISSED);
    }

    @Test
    void aWorkerThatRenewsAndMayNotActIsDismissedUnlessItIsTheOnlyOne() {
        worker("w2", ShardPhase.FENCED, 2);
        pass(Duration.ofMinutes(1));
        assertThat(trouble("w2")).isNull();
        worker("w1", ShardPhase.ACTIVE, 0, 1);
        look();
        assertThat(kind("w2")).isEqualTo(Standing.Kind.DISMISSED);
    }
}
