package dev.weir.demo.fleet;

import java.util.Map;
import java.util.function.Consumer;

/**
 * How large a fleet on this machine is, and how its processes are configured.
 *
 * @param rate events per second that the simulated Discord makes, over all shards
 * @param maxConcurrency identify buckets of the simulated Discord
 * @param heartbeatMillis what the simulated Discord tells its clients to keep to; Discord itself says 41,250
 * @param seed of the simulated world and its load
 * @param coordinatorSettings further configuration of every coordinator, dotted keys
 * @param workerSettings further configuration of every worker
 * @param places where in the network the processes run
 */
public record FleetPlan(
        int coordinators,
        int workers,
        int shards,
        int guilds,
        int channels,
        int rate,
        int maxConcurrency,
        int heartbeatMillis,
        long seed,
        FleetPorts ports,
        Map<String, String> coordinatorSettings,
        Map<String, String> workerSettings,
        Places places) {

    /**
     * First ports of each kind. 0 lets the system choose, for tests that run beside others.
     *
     * @param rest of the first coordinator; each further one 10 higher
     * @param probe of the first worker; each further one 1 higher
     * @param cluster of the first coordinator; each further one 1 higher
     */
    public record FleetPorts(int rest, int probe, int simulator, int cluster) {
        public static final FleetPorts USUAL = new FleetPorts(7700, 7711, 7720, 7701);
        public static final FleetPorts ANY = new FleetPorts(0, 0, 0, 0);
    }

    public FleetPlan {
        within("coordinators", coordinators, 1, 5);
        if (coordinators % 2 == 0) {
            throw new IllegalArgumentException(
                    "coordinators must be 1, 3 or 5, was %d: an even number survives no more failures than one less, and two lose writes when they split"
                            .formatted(coordinators));
        }
        within("workers", workers, 1, 64);
        within("shards", shards, 1, 1_024);
        within("guilds", guilds, 1, 100_000);
        within("channels", channels, 1, 500);
        within("rate", rate, 0, 100_000);
        within("max-concurrency", maxConcurrency, 1, 1_024);
        within("heartbeat-millis", heartbeatMillis, 50, 3_600_000);
        coordinatorSettings = Map.copyOf(coordinatorSettings);
        workerSettings = Map.copyOf(workerSettings);
    }

    private static void within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s must be %d to %d, was %d".formatted(what, least, most, value));
        }
    }

    /** Discord says 41 s; with 10 s a view shows a latency soon. */
    public static final int BRISK_HEARTBEAT_MILLIS = 10_000;

    /** Four shards, 200 guilds and two workers, on ports that are free. */
    public static FleetPlan small() {
        return new FleetPlan(
                1,
                2,
                4,
                200,
                10,
                200,
                16,
                BRISK_HEARTBEAT_MILLIS,
                1,
                FleetPorts.ANY,
                Map.of(),
                Map.of(),
                Places.LOOPBACK);
    }

    public FleetPlan withProcesses(int newCoordinators, int newWorkers) {
        return edited(draft -> {
            draft.coordinators = newCoordinators;
            draft.workers = newWorkers;
        });
    }

    public FleetPlan withShards(int newShards) {
        return edited(draft -> draft.shards = newShards);
    }

    public FleetPlan withRate(int newRate) {
        return edited(draft -> draft.rate = newRate);
    }

    public FleetPlan withDiscord(int newMaxConcurrency, int newHeartbeatMillis) {
        return edited(draft -> {
            draft.maxConcurrency = newMaxConcurrency;
            draft.heartbeatMillis = newHeartbeatMillis;
        });
    }

    public FleetPlan withSettings(Map<String, String> ofCoordinators, Map<String, String> ofWorkers) {
        return edited(draft -> {
            draft.coordinatorSettings = ofCoordinators;
            draft.workerSettings = ofWorkers;
        });
    }

    /** As {@code newPlaces} say, on ports that are known: processes elsewhere have their own loopback, where they reach Discord. */
    public FleetPlan withPlaces(Places newPlaces, FleetPorts newPorts) {
        return edited(draft -> {
            draft.places = newPlaces;
            draft.ports = newPorts;
        });
    }

    private FleetPlan edited(Consumer<Draft> edit) {
        Draft draft = new Draft(this);
        edit.accept(draft);
        return new FleetPlan(
                draft.coordinators,
                draft.workers,
                draft.shards,
                guilds,
                channels,
                draft.rate,
                draft.maxConcurrency,
                draft.heartbeatMillis,
                seed,
                draft.ports,
                draft.coordinatorSettings,
                draft.workerSettings,
                draft.places);
    }

    /** What an edit may change. */
    private static final class Draft {
        private int coordinators;
        private int workers;
        private int shards;
        private int rate;
        private int maxConcurrency;
        private int heartbeatMillis;
        private FleetPorts ports;
        private Map<String, String> coordinatorSettings;
        private Map<String, String> workerSettings;
        private Places places;

        Draft(FleetPlan from) {
            coordinators = from.coordinators;
            workers = from.workers;
            shards = from.shards;
            rate = from.rate;
            maxConcurrency = from.maxConcurrency;
            heartbeatMillis = from.heartbeatMillis;
            ports = from.ports;
            coordinatorSettings = from.coordinatorSettings;
            workerSettings = from.workerSettings;
            places = from.places;
        }
    }
}
