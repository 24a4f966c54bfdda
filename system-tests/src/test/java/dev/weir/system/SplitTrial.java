package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetPlan.FleetPorts;
import dev.weir.demo.fleet.FleetProcess;
import dev.weir.demo.fleet.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What {@link PartitionTest} runs in a network of its own: a fleet of five coordinators, known by their names, and two workers. Two
 * coordinators and a worker are in one place, which is cut off from the others and mended; everyone reaches the simulated Discord
 * all the time.
 */
final class SplitTrial {
    /** Promised, from the mending on. */
    private static final Duration WHOLE = Duration.ofSeconds(30);

    private static final FleetPorts PORTS = new FleetPorts(7800, 7711, 7720, 7701);
    private static final int COORDINATORS = 5;
    private static final int PORT_OF_ONE_MORE = 7_790;
    private static final Set<String> ELSEWHERE = Set.of("coordinator-1", "coordinator-2", "worker-2");

    private final FaultTrial faults;
    private final Trial trial;
    private final Network.Wired wire;

    private SplitTrial(FaultTrial faults, Network.Wired wire) {
        this.faults = faults;
        this.trial = faults.trial;
        this.wire = wire;
    }

    /**
     * Ends with code 0 when all held. Arguments: a folder, the file from which Java takes the addresses of names, and the lengths of
     * the cuts in seconds, separated by commas.
     */
    public static void main(String[] args) throws Exception {
        Network network = new Network(Path.of(args[0]), PORTS.simulator());
        Network.Wired wire = network.place();
        List<String> hosts = IntStream.rangeClosed(1, COORDINATORS)
                .mapToObj(i -> i <= 2 ? wire.place().host() : Network.HERE)
                .toList();
        StringBuilder names = new StringBuilder("127.0.0.1 localhost\n");
        for (int i = 0; i < COORDINATORS; i++) {
            names.append(hosts.get(i)).append(' ').append(name(i)).append('\n');
        }
        Files.writeString(Path.of(args[1]), names);
        Map<String, String> byName = Map.of("cluster.coordinators", list(COORDINATORS));
        FleetPlan plan = FleetPlan.small()
                .withProcesses(COORDINATORS, 2)
                .withDiscord(16, FaultTrial.HEARTBEAT_MILLIS)
                .withSettings(byName, byName)
                .withPlaces(
                        new Places(
                                Network.HERE,
                                ELSEWHERE.stream().collect(Collectors.toMap(each -> each, _ -> wire.place()))),
                        PORTS);
        try (FaultTrial faults = FaultTrial.start("split", plan, FaultTrial.FEW)) {
            SplitTrial split = new SplitTrial(faults, wire);
            split.whole();
            split.oneMoreWithAnotherListIsRefusedByName();
            for (String seconds : args[2].split(",", -1)) {
                split.twoOfFiveAreCutOffAndAllAreOneAgain(Duration.ofSeconds(Long.parseLong(seconds)));
            }
        }
    }

    private static String name(int index) {
        return "c" + (index + 1) + ".weir";
    }

    private static String list(int coordinators) {
        return IntStream.range(0, coordinators)
                .mapToObj(i -> name(i) + ":" + (PORTS.cluster() + i))
                .collect(Collectors.joining(","));
    }

    /** A copy of a coordinator's configuration on one more machine: its list has itself in it, and so it is not the others' list. */
    private void oneMoreWithAnotherListIsRefusedByName() throws Exception {
        String own = Network.HERE + ":" + PORT_OF_ONE_MORE;
        FleetProcess copied = trial.coordinators().getLast();
        FleetProcess one = trial.fleet.startCopy(
                copied,
                "coordinator-6",
                Map.of(
                        "coordinator.id",
                        "coordinator-6",
                        "cluster.port",
                        Integer.toString(PORT_OF_ONE_MORE),
                        "cluster.coordinators",
                        list(COORDINATORS - 1) + "," + own,
                        "rest.port",
                        Integer.toString(PORT_OF_ONE_MORE + 1)));
        assertThat(one.awaitEnd(Duration.ofSeconds(30))).as("it ends").isTrue();
        assertThat(one.exitCode()).as(one.lastLines(5)).isEqualTo(2);
        assertThat(one.lastLines(5)).contains("coordinator-6", "another list in cluster.coordinators", own);
        assertThat(cluster().path("trouble").asText()).contains("'coordinator-6' at " + own + " has another list");
        assertThat(cluster().path("coordinators").size()).isEqualTo(COORDINATORS);
    }

    private void twoOfFiveAreCutOffAndAllAreOneAgain(Duration cut) throws Exception {
        Witness witness = faults.witness();
        wire.cut();
        faults.until(witness, cut);
        int seen = cluster().path("coordinators").size();
        wire.mend();
        Witness mended = faults.witness();
        whole();
        Duration after = mended.age();
        FaultTrial.row(
                "3 + 2 cut for " + cut.toSeconds() + " s, " + seen + " seen in the end",
                "whole again after",
                after,
                witness.more("identifies"));
        assertThat(after).isLessThanOrEqualTo(WHOLE);
        faults.nothingTwiceAndNoIdentifyTooEarly();
        assertThat(trial.referee().path("connectedByShard"))
                .as("sessions by shard")
                .hasSize(faults.shards)
                .allMatch(sessions -> sessions.asInt() == 1);
    }

    /** One cluster, one leader, and every shard acts. */
    private void whole() throws Exception {
        trial.within(90).until(() -> {
            List<JsonNode> views = views();
            return views.stream().allMatch(view -> view.path("coordinators").size() == COORDINATORS)
                    && views.stream()
                                    .map(view -> view.path("leader").asText())
                                    .distinct()
                                    .count()
                            == 1;
        });
        faults.awaitAll();
    }

    /** Of the coordinators here: the others answer on the loopback of their place. */
    private List<JsonNode> views() throws IOException, InterruptedException {
        List<FleetProcess> here = trial.coordinators().stream()
                .filter(each -> !ELSEWHERE.contains(each.name()))
                .toList();
        List<JsonNode> views = new ArrayList<>();
        for (FleetProcess each : here) {
            views.add(trial.json(each.address(), "/v1/cluster"));
        }
        return views;
    }

    private JsonNode cluster() throws Exception {
        return trial.rest("/v1/cluster");
    }
}
