package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.fleet.FleetProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One fleet of three coordinators and two workers; processes of it are killed and stood still, one after the other. The
 * simulated Discord is the referee.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FleetFaultsTest {
    /** Promised: see there. No bucket has a queue here: there is one for each shard. */
    private static final Duration LOST = FaultTrial.LOST;
    /** Promised after a goodbye, besides the bucket's queue. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private static final Duration NINE = Duration.ofSeconds(9);
    private static final Duration TWENTY = Duration.ofSeconds(20);

    private FaultTrial faults;
    private Trial trial;
    private Witness witness;

    @BeforeAll
    void start() throws Exception {
        faults = FaultTrial.start("fleet-faults", 3, 2, 16, FaultTrial.HEARTBEAT_MILLIS, FaultTrial.FEW);
        trial = faults.trial;
    }

    @AfterAll
    void end() {
        if (faults != null) {
            faults.close();
        }
    }

    @BeforeEach
    void allIsWell() throws Exception {
        faults.awaitOneFleet(3, 2);
        faults.awaitAll();
        witness = faults.witness();
    }

    @AfterEach
    void nothingTwice() throws Exception {
        faults.nothingTwiceAndNoIdentifyTooEarly();
    }

    @Test
    @Order(1)
    void aWorkerThatStandsStillForNineSecondsKeepsItsShardsAndCostsNoIdentify() throws Exception {
        FleetProcess worker = trial.workers().getFirst();
        Set<Integer> shards = faults.shardsOf(worker);

        faults.freeze(worker, witness, NINE);
        faults.until(witness, NINE.plusSeconds(4));

        assertThat(witness.more("identifies")).as("identifies").isZero();
        assertThat(faults.shardsOf(worker)).isEqualTo(shards);
        Duration again = faults.actingAgain(witness);
        FaultTrial.row("worker stood still 9 s", "acting again after", again, 0);
        assertThat(again).isLessThanOrEqualTo(LOST);
    }

    @Test
    @Order(2)
    void aLeaderThatStandsStillForNineSecondsCostsNoIdentify() throws Exception {
        faults.freeze(faults.leader(), witness, NINE);
        faults.until(witness, NINE.plusSeconds(4));

        assertThat(witness.more("identifies")).as("identifies").isZero();
        FaultTrial.row(
                "leader stood still 9 s",
                "longest silence of a worker",
                faults.longestOfAWorker(witness).length(),
                0);
        assertThat(faults.actingAgain(witness)).isLessThanOrEqualTo(LOST);
    }

    @Test
    @Order(3)
    void aLeaderThatStandsStillForTwentySecondsCostsNoIdentify() throws Exception {
        faults.freeze(faults.leader(), witness, TWENTY);
        faults.until(witness, TWENTY.plus(LOST).plusSeconds(2));

        assertThat(witness.more("identifies")).as("identifies").isZero();
        FaultTrial.row(
                "leader stood still 20 s",
                "longest silence of a worker",
                faults.longestOfAWorker(witness).length(),
                0);
        assertThat(faults.actingAgain(witness)).isLessThanOrEqualTo(LOST);
    }

    @Test
    @Order(4)
    void aKilledLeaderCostsNoIdentify() throws Exception {
        FleetProcess leader = faults.leader();
        leader.kill();
        faults.until(witness, Duration.ofSeconds(10));

        assertThat(witness.more("identifies")).as("identifies").isZero();
        FaultTrial.row(
                "leader killed",
                "longest silence of a worker",
                faults.longestOfAWorker(witness).length(),
                0);
        assertThat(faults.actingAgain(witness)).isLessThanOrEqualTo(LOST);
        trial.within(20).until(() -> !faults.leader().name().equals(leader.name()));
        trial.fleet.startAgain(leader).awaitLine("coordinator ready", Duration.ofSeconds(60));
    }

    @Test
    @Order(5)
    void aRestartOfAllCoordinatorsCostsNoIdentify() throws Exception {
        List<FleetProcess> all = trial.coordinators();
        assertThat(all).hasSize(3);
        List<Set<Integer>> before = List.of(
                faults.shardsOf(trial.workers().getFirst()),
                faults.shardsOf(trial.workers().getLast()));

        all.forEach(FleetProcess::kill);
        all.forEach(each -> each.awaitEnd(Duration.ofSeconds(5)));
        all.stream()
                .map(trial.fleet::startAgain)
                .toList()
                .forEach(each -> each.awaitLine("coordinator ready", Duration.ofSeconds(60)));
        faults.awaitAll();
        faults.until(witness, witness.age().plusSeconds(5));

        assertThat(witness.more("identifies")).as("identifies").isZero();
        FaultTrial.row(
                "all coordinators killed and started again",
                "longest silence of a worker",
                faults.longestOfAWorker(witness).length(),
                0);
        assertThat(List.of(
                        faults.shardsOf(trial.workers().getFirst()),
                        faults.shardsOf(trial.workers().getLast())))
                .isEqualTo(before);
    }

    /** Something that is done to a worker, after which it does not act for its shards any more. */
    @FunctionalInterface
    private interface Fault {
        void doneTo(FleetProcess worker) throws Exception;
    }

    /** How many shards the worker had: all of them are acted for in a new session so soon after the fault. */
    private int isFollowed(FleetProcess worker, String name, Fault fault, Duration within) throws Exception {
        Set<Integer> lost = faults.shardsOf(worker);
        witness = faults.withoutQueue();

        fault.doneTo(worker);

        Duration again = faults.actingInANewSession(witness, lost);
        FaultTrial.row(name, "acting again after", again, witness.more("identifies"));
        assertThat(again).isLessThanOrEqualTo(within);
        return lost.size();
    }

    @Test
    @Order(6)
    void aWorkerThatStandsStillForTwentySecondsLosesItsShardsAndActsForNothingWhenItWakes() throws Exception {
        isFollowed(
                trial.workers().getFirst(),
                "worker stood still 20 s",
                worker -> {
                    faults.freeze(worker, witness, TWENTY);
                    faults.until(witness, TWENTY.plusSeconds(3));
                },
                LOST);
    }

    @Test
    @Order(7)
    void aWorkerThatSaysGoodbyeIsFollowedWithinTwoSeconds() throws Exception {
        FleetProcess worker = trial.workers().getFirst();

        int lost = isFollowed(worker, "worker stopped in order", FleetProcess::terminate, GOODBYE);

        assertThat(witness.more("identifies")).isEqualTo(lost);
        assertThat(worker.awaitEnd(Duration.ofSeconds(10))).isTrue();
        trial.fleet.startAgain(worker);
    }

    @Test
    @Order(8)
    void aKilledWorkerIsFollowedInTime() throws Exception {
        int lost = isFollowed(trial.workers().getFirst(), "worker killed", FleetProcess::kill, LOST);

        assertThat(witness.more("identifies")).isEqualTo(lost);
    }
}
