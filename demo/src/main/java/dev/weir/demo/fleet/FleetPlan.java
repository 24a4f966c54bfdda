package dev.weir.demo.fleet;

import java.util.Map;

/**
 * How large a fleet on this machine is, and how its processes are configured.
 *
 * @param rate events per second that the simulated Discord makes, over all shards
 * @param maxConcurrency identify buckets of the simulated Discord
 * @param seed of the simulated world and its load
 * @param coordinatorSettings further configuration of every coordinator, dotted keys
 * @param workerSettings further configuration of every worker
 */
public record FleetPlan(
        int coordinators,
        int workers,
        int shards,
        int guilds,
        int channels,
        int rate,
        int maxConcurrency,
        long seed,
        FleetPorts ports,
        Map<String, String> coordinatorSettings,
        Map<String, String> workerSettings) {

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
        coordinatorSettings = Map.copyOf(coordinatorSettings);
        workerSettings = Map.copyOf(workerSettings);
    }

    private static void within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s must be %d to %d, was %d".formatted(what, least, most, value));
        }
    }

    /** Four shards, 200 guilds and two workers, on ports that are free. */
    public static FleetPlan small() {
        return new FleetPlan(1, 2, 4, 200, 10, 200, 16, 1, FleetPorts.ANY, Map.of(), Map.of());
    }

    public FleetPlan withProcesses(int newCoordinators, int newWorkers) {
        return new FleetPlan(
                newCoordinators,
                newWorkers,
                shards,
                guilds,
                channels,
                rate,
                maxConcurrency,
                seed,
                ports,
                coordinatorSettings,
                workerSettings);
    }

    public FleetPlan withRate(int newRate) {
        return new FleetPlan(
                coordinators,
                workers,
                shards,
                guilds,
                channels,
                newRate,
                maxConcurrency,
                seed,
                ports,
                coordinatorSettings,
                workerSettings);
    }

    public FleetPlan withSettings(Map<String, String> ofCoordinators, Map<String, String> ofWorkers) {
        return new FleetPlan(
                coordinators,
                workers,
                shards,
                guilds,
                channels,
                rate,
                maxConcurrency,
                seed,
                ports,
                ofCoordinators,
                ofWorkers);
    }
}
