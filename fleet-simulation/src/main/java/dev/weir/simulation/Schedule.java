package dev.weir.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One run of a fleet: its shape and its faults, all from a seed.
 *
 * @param seed also of every delay within the run
 * @param faults in the order of their beginning
 * @param harmless whether all faults are of a kind that must cost no identify
 */
record Schedule(
        long seed,
        int workers,
        int coordinators,
        int shards,
        int buckets,
        boolean harmless,
        List<Fault> faults,
        Sabotage sabotage) {
    /** The fleet starts and comes to rest before that. */
    static final int CALM = 35_000;

    private static final int STORM = 60_000;

    Schedule {
        faults = List.copyOf(faults);
    }

    static Schedule of(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + 7);
        int workers = 2 + random.nextInt(3);
        int coordinators = random.nextInt(3) == 0 ? 1 : 3;
        int shards = 1 + random.nextInt(8);
        int buckets = 1 + random.nextInt(4);
        boolean harmless = random.nextInt(6) == 0;
        // A storm may begin while the fleet still starts, unless what it cost is to be counted.
        int from = harmless ? CALM + 5_100 * ((shards + buckets - 1) / buckets) : random.nextInt(CALM);
        List<Fault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(harmless ? 3 : 8);
        int at = from;
        for (int i = 0; i < count; i++) {
            at += harmless ? (i == 0 ? 0 : 25_000) : random.nextInt(STORM / count);
            faults.add(
                    harmless
                            ? harmless(random, at, workers, coordinators)
                            : any(random, at, workers, coordinators, shards));
        }
        faults.sort(Comparator.comparingInt(Fault::at));
        return new Schedule(seed, workers, coordinators, shards, buckets, harmless, faults, Sabotage.NONE);
    }

    Schedule with(List<Fault> fewer) {
        return new Schedule(seed, workers, coordinators, shards, buckets, harmless, fewer, sabotage);
    }

    Schedule with(Sabotage other) {
        return new Schedule(seed, workers, coordinators, shards, buckets, harmless, faults, other);
    }

    /** When the last fault is over. */
    int faultsEnd() {
        return faults.stream().mapToInt(each -> each.at() + each.lasts()).max().orElse(CALM);
    }

    /** A worker or a coordinator that stands still for less than a lease, and restarts of coordinators. */
    private static Fault harmless(SplittableRandom random, int at, int workers, int coordinators) {
        return switch (random.nextInt(4)) {
            case 0 -> new Fault.PauseWorker(at, 1_000 + random.nextInt(8_000), random.nextInt(workers));
            case 1 -> new Fault.RestartAll(at, 500 + random.nextInt(8_000));
            case 2 -> new Fault.KillCoordinator(at, 2_000 + random.nextInt(6_000), random.nextInt(coordinators));
            default -> new Fault.PauseCoordinator(at, 500 + random.nextInt(20_000), random.nextInt(coordinators));
        };
    }

    private static Fault any(SplittableRandom random, int at, int workers, int coordinators, int shards) {
        int lasts = 200 + random.nextInt(random.nextBoolean() ? 4_000 : 30_000);
        int worker = random.nextInt(workers);
        int coordinator = random.nextInt(coordinators);
        return switch (random.nextInt(18)) {
            case 0, 1 -> new Fault.PauseWorker(at, lasts, worker);
            case 2 -> new Fault.SuspendWorker(at, lasts, worker);
            case 3 -> new Fault.KillWorker(at, lasts, worker);
            case 4 -> new Fault.StopWorker(at, lasts, worker);
            case 5 -> new Fault.Namesake(at, lasts, worker);
            case 6, 7 -> new Fault.CutWorker(at, lasts, worker);
            case 8 -> new Fault.SetClock(at, 0, worker, random.nextInt(-20_000, 20_000));
            case 9 -> new Fault.PauseCoordinator(at, lasts, coordinator);
            case 10 -> new Fault.KillCoordinator(at, lasts, coordinator);
            case 11 -> new Fault.CutCoordinator(at, lasts, coordinator);
            case 12 -> new Fault.RestartAll(at, Math.min(lasts, 10_000));
            case 13 -> new Fault.TwoLeaders(at, lasts);
            case 14, 15 -> new Fault.BadNetwork(at, lasts);
            case 16 -> random.nextBoolean() ? new Fault.Reconnect(at, 0) : new Fault.InvalidSessions(at, 0);
            default -> new Fault.DropSocket(at, 0, random.nextInt(shards));
        };
    }
}
