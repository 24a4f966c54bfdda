package dev.weir.worker.admission;

import java.util.Map;

/**
 * The limits that one worker keeps by itself, and how its queue is shared. 0 means no limit.
 *
 * @param worker collectors on this worker
 * @param shard collectors on one shard
 * @param tenant collectors of one guild on this worker
 * @param user collectors for one user on this worker
 * @param kinds collectors of one kind on this worker, by the kind's name; a missing kind has no limit
 * @param queue collectors that may wait; one more is refused
 * @param queuePerTenant collectors of one guild that may wait
 * @param shares guilds that are served more than once a round, and how often
 */
public record LocalLimits(
        int worker,
        int shard,
        int tenant,
        int user,
        Map<String, Integer> kinds,
        int queue,
        int queuePerTenant,
        Map<Long, Integer> shares) {
    public LocalLimits {
        kinds = Map.copyOf(kinds);
        shares = Map.copyOf(shares);
    }

    /** Only the queue is bounded. */
    public static LocalLimits queueOf(int queue) {
        return new LocalLimits(0, 0, 0, 0, Map.of(), queue, queue, Map.of());
    }
}
