package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetPlan.FleetPorts;
import dev.weir.demo.fleet.FleetProcess;
import dev.weir.demo.fleet.Places;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What {@link PartitionTest} runs, in a network of its own: one fleet of three coordinators and two workers, of which one each can
 * be cut off from all others. Everyone reaches the simulated Discord all the time.
 */
final class PartitionTrial {
    /** Promised: see there. No bucket has a queue here: there is one for each shard. */
    private static final Duration LOST = FaultTrial.LOST;
    /** Longer than promised, so that who is cut off and its follower would act at once if they could. */
    private static final Duration CUT = LOST.plusSeconds(2);

    private static final Duration AFTERWARDS = Duration.ofSeconds(5);
    private static final String COORDINATOR_ELSEWHERE = "coordinator-1";
    private static final String WORKER_ELSEWHERE = "worker-2";

    private final FaultTrial faults;
    private final Trial trial;

    private PartitionTrial(FaultTrial faults) {
        this.faults = faults;
        this.trial = faults.trial;
    }

    /** Ends with code 0 when all held. One argument: a folder. */
    public static void main(String[] args) throws Exception {
        Network network = new Network(Path.of(args[0]), FleetPorts.USUAL.simulator());
        Network.Wired coordinator = network.place();
        Network.Wired worker = network.place();
        FleetPlan plan = FleetPlan.small()
                .withProcesses(3, 2)
                .withDiscord(16, FaultTrial.HEARTBEAT_MILLIS)
                .withPlaces(
                        new Places(
                                Network.HERE,
                                Map.of(
                                        COORDINATOR_ELSEWHERE, coordinator.place(),
                                        WORKER_ELSEWHERE, worker.place())),
                        FleetPorts.USUAL);
        try (FaultTrial faults = FaultTrial.start("partition", plan, FaultTrial.FEW)) {
            PartitionTrial trial = new PartitionTrial(faults);
            trial.aLeaderThatIsCutOffCostsNoIdentify(coordinator);
            trial.aWorkerThatIsCutOffIsFollowedInTime(worker);
        }
    }

    private void aLeaderThatIsCutOffCostsNoIdentify(Network.Wired wire) throws Exception {
        allIsWell();
        othersBeginAnewUntilTheOneElsewhereLeads();
        Witness witness = faults.witness();

        wire.cut();
        faults.until(witness, CUT);
        assertThat(cluster().path("leader").asText()).isNotEqualTo(COORDINATOR_ELSEWHERE);
        wire.mend();
        faults.until(witness, CUT.plus(AFTERWARDS));

        FaultTrial.row("leader cut off", "acting again after", faults.actingAgain(witness), witness.more("identifies"));
        assertThat(faults.actingAgain(witness)).isLessThanOrEqualTo(LOST);
        allIsWell();
        assertThat(witness.more("identifies")).isZero();
        faults.nothingTwiceAndNoIdentifyTooEarly();
    }

    private void aWorkerThatIsCutOffIsFollowedInTime(Network.Wired wire) throws Exception {
        FleetProcess worker = trial.workers().stream()
                .filter(each -> each.name().equals(WORKER_ELSEWHERE))
                .findFirst()
                .orElseThrow();
        Set<Integer> lost = faults.shardsOf(worker);
        Witness witness = faults.withoutQueue();

        wire.cut();
        faults.until(witness, CUT);
        Duration again = faults.actingInANewSession(witness, lost);
        FaultTrial.row("worker cut off", "acting again after", again, witness.more("identifies"));
        assertThat(again).isLessThanOrEqualTo(LOST);
        assertThat(witness.more("identifies")).isEqualTo(lost.size());
        wire.mend();
        faults.until(witness, CUT.plus(AFTERWARDS));

        allIsWell();
        assertThat(faults.shardsOf(worker)).isNotEmpty();
        faults.nothingTwiceAndNoIdentifyTooEarly();
    }

    private void allIsWell() throws Exception {
        trial.within(90).until(() -> cluster().path("coordinators").size() == 3);
        faults.awaitEvenShare(2);
        faults.awaitAll();
    }

    /** The oldest leads. As a rule there is nothing to do. */
    private void othersBeginAnewUntilTheOneElsewhereLeads() throws Exception {
        for (String leader = leader(); !leader.equals(COORDINATOR_ELSEWHERE); leader = leader()) {
            String name = leader;
            FleetProcess process = trial.coordinators().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            process.kill();
            trial.within(30).until(() -> !leader().equals(name));
            trial.fleet.startAgain(process).awaitLine("coordinator ready", Duration.ofSeconds(60));
            allIsWell();
        }
    }

    private String leader() throws Exception {
        return cluster().path("leader").asText();
    }

    private JsonNode cluster() throws Exception {
        return trial.rest("/v1/cluster");
    }
}
