package dev.weir.benchmark.peers;

import java.util.List;

/**
 * How large a run is.
 *
 * @param waiting idle collectors elsewhere, from few to many
 * @param matching collectors that match each event
 * @param events of the corpus
 * @param millis of one run
 * @param warmup milliseconds before the first run of a process; later sizes in the same process get a quarter
 * @param runs counted runs
 * @param patience seconds that starting or ending so many may take
 * @param heapMegabytes of every process
 * @param rates messages a second, end to end
 * @param rateSeconds of one run at such a rate
 * @param burst messages of one run at saturation
 * @param rounds of all clients in turn, end to end
 * @param roundRuns counted runs of a client in a round
 * @param guilds of a shard, end to end
 * @param costs idle collectors whose price is asked, from few to many
 */
record Plan(
        List<Integer> waiting,
        List<Integer> matching,
        int events,
        int millis,
        int warmup,
        int runs,
        int patience,
        int heapMegabytes,
        List<Integer> rates,
        int rateSeconds,
        int burst,
        int rounds,
        int roundRuns,
        int guilds,
        List<Integer> costs) {
    static final Plan FULL = new Plan(
            List.of(0, 100, 1_000, 10_000, 100_000, 1_000_000),
            List.of(0, 1, 10),
            20_000,
            500,
            2_000,
            5,
            20,
            4_096,
            List.of(500, 2_000, 5_000),
            4,
            100_000,
            3,
            3,
            100,
            List.of(1_000, 10_000, 100_000, 1_000_000));

    static final Plan SMOKE = new Plan(
            List.of(0, 100),
            List.of(0, 1),
            2_000,
            50,
            50,
            2,
            5,
            512,
            List.of(200),
            1,
            2_000,
            2,
            1,
            5,
            List.of(100, 200));

    /** About how long a job takes, in seconds; a guess to tell what remains, corrected by how the guesses before it went. */
    double seconds(Job job) {
        double start = 3;
        return switch (job.part()) {
            case SUITE -> start + 8;
            case RAW, ROUTING -> start + (warmup + waiting.size() * (warmup / 4.0 + runs * millis) * 1.3) / 1e3;
            case COST -> start + Math.min(costs.getLast() / 1e4, 2.0 * patience);
            case E2E -> start + 10 + 2 * warmSeconds() + roundRuns * (rates.size() * rateSeconds + burst / 2e4);
            case HEAP -> start + 12;
        };
    }

    /** How long an answer may take before the process is given up: nothing of a job takes longer than its cells. */
    int answerSeconds() {
        return 2 * patience + 40 + 4 * (warmup + runs * millis) / 1_000;
    }

    /** Seconds at the highest rate before the first run, twice, for the compilers on both sides. */
    int warmSeconds() {
        return 2 * rateSeconds;
    }
}
