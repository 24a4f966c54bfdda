package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import dev.weir.worker.bot.Bot;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A fleet that answers every message, with faults to do to it. What is measured is printed as rows of the table in
 * {@code docs/reliability.md}.
 */
final class FaultTrial implements AutoCloseable {
    /** Promised: acting again after a kill, a freeze or a partition, besides the bucket's queue. */
    static final Duration LOST = Duration.ofMillis(12_500);

    /** As Discord has it. */
    static final int HEARTBEAT_MILLIS = 41_250;

    /** What may pass between two effects of a worker that acts, at the lower rate. */
    private static final Duration PAUSE = Duration.ofSeconds(3);

    /** How long an identify holds up the next one of its bucket, with what it takes to be told. */
    private static final Duration QUEUE = Duration.ofSeconds(6);

    /** Messages a second on all shards, so that it is seen soon when one is acted for again. */
    static final int MANY = 28;

    /**
     * So few that what piles up while a worker stands still can be answered at once: Discord allows 50 answers a second, and a
     * refused one would take of the fleet's share of refusals, which waits for the leader when it is used up.
     */
    static final int FEW = 8;

    final Trial trial;
    final int shards;

    private FaultTrial(Trial trial, int shards) {
        this.trial = trial;
        this.shards = shards;
    }

    /** Starts and waits until every shard answers. */
    static FaultTrial start(String name, int coordinators, int workers, int buckets, int heartbeatMillis, int rate)
            throws Exception {
        return start(
                name,
                FleetPlan.small().withProcesses(coordinators, workers).withDiscord(buckets, heartbeatMillis),
                rate);
    }

    /** As planned, but for the load and the bots, which are this trial's. */
    static FaultTrial start(String name, FleetPlan plan, int rate) throws Exception {
        return start(name, plan, rate, EchoBot.class, Map.of());
    }

    /** The same with another bot, which answers every message too, and with further settings of the workers. */
    static FaultTrial start(
            String name, FleetPlan plan, int rate, Class<? extends Bot> bot, Map<String, String> workerSettings)
            throws Exception {
        Map<String, String> settings = new HashMap<>(workerSettings);
        settings.put(
                "worker.bots",
                BotJar.folderWith(Trial.folder(name + "-bots"), bot).toString());
        FaultTrial faults =
                new FaultTrial(Trial.start(name, plan.withRate(0).withSettings(Map.of(), settings)), plan.shards());
        try {
            faults.load(rate);
            faults.awaitAll();
            return faults;
        } catch (Exception | Error e) {
            faults.close();
            throw e;
        }
    }

    /** So many messages a second from now on. */
    void load(int rate) throws Exception {
        trial.discord("load", "{\"rate\":%d,\"mix\":{\"messages\":1},\"zipf\":0,\"oddShapes\":0}".formatted(rate));
    }

    Witness witness() throws Exception {
        return Witness.of(trial, shards);
    }

    /** Every shard is ACTIVE, and answers from now on. */
    void awaitAll() throws Exception {
        trial.within(40).until(() -> trial.activeShards() == shards);
        Witness now = witness();
        trial.within(20).until(() -> now.effectsAfter(Duration.ZERO).size() == shards);
    }

    /** All coordinators see each other and one of them leads; the shards are shared evenly, so that none moves by itself. */
    void awaitOneFleet(int coordinators, int workers) {
        trial.within(90).until(() -> {
            int leading = 0;
            for (FleetProcess each : trial.coordinators()) {
                JsonNode cluster = trial.json(each.address(), "/v1/cluster");
                if (cluster.path("coordinators").size() != coordinators) {
                    return false;
                }
                leading += cluster.path("leading").asBoolean() ? 1 : 0;
            }
            return leading == 1 && trial.coordinators().size() == coordinators;
        });
        awaitEvenShare(workers);
    }

    /** So many workers have as many shards each, all ACTIVE. */
    void awaitEvenShare(int workers) {
        trial.within(90).until(() -> {
            for (FleetProcess each : trial.workers()) {
                if (shardsOf(each).size() != shards / workers) {
                    return false;
                }
            }
            return trial.workers().size() == workers && trial.activeShards() == shards;
        });
    }

    /** Looks, under more load, from when no bucket waits any more for what was identified in it before. */
    Witness withoutQueue() throws Exception {
        load(MANY);
        Witness before = witness();
        trial.within(60).until(() -> before.age().minus(before.lastIdentify()).compareTo(QUEUE) > 0);
        return witness();
    }

    /** Lets the fleet run until so long after a witness began to look. */
    void until(Witness witness, Duration after) throws Exception {
        trial.within(Math.toIntExact(after.toSeconds()) + 30)
                .until(() -> witness.age().compareTo(after) >= 0);
    }

    /** Stands a process still for so long. */
    void freeze(FleetProcess process, Witness witness, Duration length) throws Exception {
        process.freeze();
        try {
            until(witness, length);
        } finally {
            process.thaw();
        }
    }

    FleetProcess leader() throws Exception {
        for (FleetProcess each : trial.coordinators()) {
            if (trial.json(each.address(), "/v1/cluster").path("leading").asBoolean()) {
                return each;
            }
        }
        throw new IOException("nobody leads now");
    }

    Set<Integer> shardsOf(FleetProcess worker) throws Exception {
        return trial.shards().stream()
                .filter(shard -> shard.path("worker").asText().equals(worker.name()))
                .map(shard -> shard.path("shard").asInt())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Shards by phase, as the coordinators show them. */
    Map<String, Long> phases() throws Exception {
        return trial.shards().stream()
                .collect(Collectors.groupingBy(shard -> shard.path("phase").asText(), Collectors.counting()));
    }

    /** What holds after any fault: nothing had two effects, no identify came too early. */
    void nothingTwiceAndNoIdentifyTooEarly() throws Exception {
        JsonNode referee = trial.referee();
        assertThat(referee.path("secondEffects").asLong()).as("second effects").isZero();
        assertThat(referee.path("effectsForgotten").asLong()).isZero();
        assertThat(referee.path("identifyViolations").asLong())
                .as("identifies too early")
                .isZero();
    }

    /** Until the last of these shards acted in a new session. */
    Duration actingInANewSession(Witness witness, Set<Integer> lost) throws Exception {
        trial.within(60).until(() -> witness.actingInANewSession().keySet().containsAll(lost));
        Map<Integer, Duration> acting = witness.actingInANewSession();
        return lost.stream().map(acting::get).max(Duration::compareTo).orElseThrow();
    }

    /** When the last worker that was silent acted again; zero when none was. */
    Duration actingAgain(Witness witness) throws Exception {
        Witness.Silence longest = longestOfAWorker(witness);
        return longest.length().compareTo(PAUSE) <= 0 ? Duration.ZERO : longest.to();
    }

    /**
     * The longest time that one worker had no effect, while this witness looked. Not shard by shard: what its shards have to
     * answer after a silence goes out one after another, as Discord's limits want it.
     */
    Witness.Silence longestOfAWorker(Witness witness) throws Exception {
        List<Witness.Silence> all = new ArrayList<>();
        for (FleetProcess worker : trial.workers()) {
            Set<Integer> shards = shardsOf(worker);
            assertThat(shards).as("shards of " + worker).isNotEmpty();
            all.add(witness.silence(shards));
        }
        return longest(all);
    }

    /** The longest time that one shard had no effect, while this witness looked. */
    Witness.Silence longestOfAShard(Witness witness) throws Exception {
        List<Witness.Silence> all = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            all.add(witness.silence(Set.of(shard)));
        }
        return longest(all);
    }

    private static Witness.Silence longest(List<Witness.Silence> all) {
        return all.stream().max(Comparator.comparing(Witness.Silence::length)).orElseThrow();
    }

    static void row(String fault, String what, Duration measured, long identifies) {
        System.out.printf("| %s | %s %.1f s | %d |%n", fault, what, measured.toMillis() / 1000.0, identifies);
    }

    @Override
    public void close() {
        trial.close();
    }
}
