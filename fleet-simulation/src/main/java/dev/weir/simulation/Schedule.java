package dev.weir.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One run of a fleet: its shape and its faults, all from a seed.
 *
 * @param seed also of every delay within the run
 * @param auto whether no number of shards is configured: then what runs stays
 * @param faults in the order of their beginning
 * @param kind what is promised of it besides what always is
 */
record Schedule(
        long seed,
        int workers,
        int coordinators,
        int shards,
        int buckets,
        boolean auto,
        Kind kind,
        List<Fault> faults,
        Sabotage sabotage) {
    /** What kind of faults it has. */
    enum Kind {
        /** Any, one over another. */
        STORM,
        /** Short pauses and restarts of coordinators: no identify may be spent. */
        HARMLESS,
        /** One worker is no use, and nothing else happens: what the others serve goes on. */
        BAD_WORKER,
        /** One worker is lost, and nothing else happens: its shards must be back in time. */
        LOSS,
        /** Workers end soon after they began, or all at once: nothing may hold up those that stay. */
        EARLY_ENDS
    }

    private static final List<Ill> ILLS = List.of(Ill.values());

    /** The fleet starts and comes to rest before that, besides the queues of the buckets. */
    private static final int CALM = 15_000;

    /** A storm begins before that, some while the fleet still starts. */
    private static final int BEGIN = 30_000;

    private static final int STORM = 60_000;

    private static final int MOST_SHARDS = 8;

    /** So many that every two shards of different counts, which have a guild in common, have one here. */
    private static final int GUILDS = 24;

    Schedule {
        faults = List.copyOf(faults);
    }

    static Schedule of(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + 7);
        int workers = 2 + random.nextInt(3);
        int coordinators = random.nextInt(3) == 0 ? 1 : 3;
        int shards = 1 + random.nextInt(MOST_SHARDS);
        int buckets = 1 + random.nextInt(4);
        boolean auto = random.nextInt(4) == 0;
        Kind kind = switch (random.nextInt(14)) {
            case 0, 1 -> Kind.HARMLESS;
            case 2 -> Kind.LOSS;
            case 3 -> Kind.EARLY_ENDS;
            case 4 -> Kind.BAD_WORKER;
            default -> Kind.STORM;
        };
        int rest = CALM + 5_700 * ((shards + buckets - 1) / buckets);
        List<Fault> faults = switch (kind) {
            case STORM -> storm(random, workers, coordinators, shards);
            case HARMLESS -> harmless(random, rest, workers, coordinators);
            case BAD_WORKER -> List.of(bad(random, rest, 90_000 + random.nextInt(60_000), workers));
            case LOSS -> List.of(loss(random, rest, random.nextInt(workers)));
            case EARLY_ENDS -> early(random, rest, workers);
        };
        return new Schedule(seed, workers, coordinators, shards, buckets, auto, kind, faults, Sabotage.NONE);
    }

    private static List<Fault> storm(SplittableRandom random, int workers, int coordinators, int shards) {
        List<Fault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        int at = random.nextInt(BEGIN);
        for (int i = 0; i < count; i++) {
            at += random.nextInt(STORM / count);
            faults.add(any(random, at, workers, coordinators, shards));
        }
        faults.sort(Comparator.comparingInt(Fault::at));
        return faults;
    }

    private static List<Fault> harmless(SplittableRandom random, int from, int workers, int coordinators) {
        List<Fault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            faults.add(harmlessOne(random, from + i * 25_000, workers, coordinators));
        }
        return faults;
    }

    private static List<Fault> early(SplittableRandom random, int from, int workers) {
        List<Fault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0, at = from; i < count; i++) {
            faults.add(earlyOne(random, at, workers));
            at += random.nextInt(4_000);
        }
        return faults;
    }

    private static Fault earlyOne(SplittableRandom random, int at, int workers) {
        boolean goodbye = random.nextBoolean();
        return switch (random.nextInt(4)) {
            case 0 -> new Fault.RestartWorkers(at, random.nextInt(4_000), goodbye);
            case 1 ->
                new Fault.CrashLoop(
                        at,
                        1_000 + random.nextInt(40_000),
                        random.nextInt(workers),
                        1 + random.nextInt(3_000),
                        goodbye);
            default -> new Fault.Visit(at, random.nextInt(3_000), goodbye);
        };
    }

    private static Fault bad(SplittableRandom random, int at, int lasts, int workers) {
        Ill ill = ILLS.get(random.nextInt(ILLS.size()));
        return new Fault.BadWorker(at, lasts, ill.joins() ? workers + 1 : random.nextInt(workers), ill);
    }

    private static Fault loss(SplittableRandom random, int from, int worker) {
        int at = from + random.nextInt(3_000);
        // It comes back when all is done.
        int lasts = 62_000 + random.nextInt(10_000);
        return switch (random.nextInt(4)) {
            case 0 -> new Fault.PauseWorker(at, lasts, worker);
            case 1 -> new Fault.CutWorker(at, lasts, worker);
            case 2 -> new Fault.StopWorker(at, lasts, worker);
            default -> new Fault.KillWorker(at, lasts, worker);
        };
    }

    Schedule with(List<Fault> fewer) {
        return new Schedule(seed, workers, coordinators, shards, buckets, auto, kind, fewer, sabotage);
    }

    Schedule with(Sabotage other) {
        return new Schedule(seed, workers, coordinators, shards, buckets, auto, kind, faults, other);
    }

    /** Whether the number of shards may become another one. */
    boolean changesCounts() {
        return faults.stream()
                .anyMatch(each -> each instanceof Fault.OtherCount
                        || each instanceof Fault.Recount
                        || each instanceof Fault.Recommend);
    }

    /** Guilds of the bot: one a shard where the number of shards stays. */
    int guilds() {
        return changesCounts() ? GUILDS : shards;
    }

    /** How many shards there may be at the most. */
    int mostShards() {
        return changesCounts() ? MOST_SHARDS : shards;
    }

    /** When the last fault is over. */
    int faultsEnd() {
        return faults.stream().mapToInt(each -> each.at() + each.lasts()).max().orElse(CALM);
    }

    /** A worker or a coordinator that stands still for less than a lease, and restarts of coordinators. */
    private static Fault harmlessOne(SplittableRandom random, int at, int workers, int coordinators) {
        return switch (random.nextInt(5)) {
            case 0 -> new Fault.PauseWorker(at, 1_000 + random.nextInt(8_000), random.nextInt(workers));
            case 1 -> new Fault.RestartAll(at, 500 + random.nextInt(8_000));
            case 2 -> new Fault.KillCoordinator(at, 2_000 + random.nextInt(6_000), random.nextInt(coordinators));
            case 3 -> new Fault.Recommend(at, 0, 1 + random.nextInt(MOST_SHARDS));
            default -> new Fault.PauseCoordinator(at, 500 + random.nextInt(20_000), random.nextInt(coordinators));
        };
    }

    private static Fault any(SplittableRandom random, int at, int workers, int coordinators, int shards) {
        int lasts = 200 + random.nextInt(random.nextBoolean() ? 4_000 : 30_000);
        int worker = random.nextInt(workers);
        int coordinator = random.nextInt(coordinators);
        return switch (random.nextInt(26)) {
            case 22, 23 -> earlyOne(random, at, workers);
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
            case 17 -> new Fault.Resize(at, 0, 1 + random.nextInt(80), random.nextBoolean());
            case 18 -> new Fault.Refuse(at, 0, random.nextInt(shards));
            case 19 -> new Fault.OtherCount(at, lasts, coordinator, random.nextInt(MOST_SHARDS + 1));
            case 20 ->
                random.nextBoolean()
                        ? new Fault.Recount(at, lasts, 1 + random.nextInt(MOST_SHARDS))
                        : new Fault.Recommend(at, 0, 1 + random.nextInt(MOST_SHARDS));
            case 24, 25 -> bad(random, at, 2 * lasts, workers);
            default -> new Fault.DropSocket(at, 0, random.nextInt(shards));
        };
    }
}
