package dev.weir.worker.admission;

import java.time.Duration;
import java.util.List;

/**
 * What a collector asks of {@link Admission}: one permit of each limit that applies to it, all or none.
 *
 * @param shard index of its shard, -1 for none
 * @param tenant whose share it takes: the guild id, 0 for none
 * @param user for whom, 0 for nobody
 * @param kinds what it collects, by name
 * @param weight how many permits it takes of each limit; more than 1 for one that is expected to keep much
 * @param priority higher is kept longer when memory runs short
 * @param patience how long it may wait in the queue; zero fails at once
 */
public record Demand(
        int shard, long tenant, long user, List<String> kinds, int weight, int priority, Duration patience) {
    /** The heaviest collector there is. */
    public static final int HEAVIEST = 64;

    public Demand {
        if (weight < 1 || weight > HEAVIEST) {
            throw new IllegalArgumentException("weight must be 1 to " + HEAVIEST + ", was " + weight);
        }
        kinds = List.copyOf(kinds);
    }

    /** One permit, of no shard and no kind. */
    public Demand(long tenant, long user, int priority, Duration patience) {
        this(-1, tenant, user, List.of(), 1, priority, patience);
    }

    /** The weight of a collector that may keep so many items whole. */
    public static int weightOf(int itemsKept) {
        return Math.clamp(itemsKept / 1_000, 1, HEAVIEST);
    }
}
