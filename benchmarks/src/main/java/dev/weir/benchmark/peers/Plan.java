package dev.weir.benchmark.peers;

import java.util.List;

/**
 * How large a run is.
 *
 * @param waiting idle collectors elsewhere
 * @param matching collectors that match each event
 * @param events of the corpus
 * @param millis of one run
 * @param warmup milliseconds before the first run
 * @param runs counted runs
 * @param patience seconds that starting so many may take
 * @param heapMegabytes of every process
 * @param rates messages a second, end to end
 * @param rateSeconds how long each of them
 * @param burst messages for saturation
 * @param guilds of a shard, end to end
 * @param costs idle collectors whose price is asked
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
        int guilds,
        List<Integer> costs) {
    static final Plan FULL = new Plan(
            List.of(0, 100, 1_000, 10_000, 100_000, 1_000_000),
            List.of(0, 1, 10),
            20_000,
            2_000,
            4_000,
            5,
            60,
            4_096,
            List.of(500, 2_000, 5_000),
            20,
            300_000,
            100,
            List.of(1_000, 10_000, 100_000, 1_000_000));

    static final Plan SMOKE =
            new Plan(List.of(100), List.of(0, 1), 2_000, 50, 50, 2, 5, 512, List.of(200), 1, 2_000, 5, List.of(200));
}
