package dev.weir.model;

import java.util.Map;

/**
 * What the leader wants of a worker, written by the leader only, absolute and complete.
 *
 * @param sequence grows with every change; 0 means that no leader has decided yet, so the worker keeps what it has
 * @param shardCount how many shards the bot is split into, the same for the whole fleet; 0 while undecided
 * @param shards shards to act for, with the token of each
 * @param allowances per limit, how many permits the worker may have in use
 * @param identifySlots shards that may send one IDENTIFY, with the number of the slot; a slot is used once
 * @param standing what the leader makes of the worker
 */
public record Orders(
        long sequence,
        int shardCount,
        Map<Integer, Long> shards,
        Map<String, Long> allowances,
        Map<Integer, Long> identifySlots,
        Standing standing) {
    public static final Orders UNDECIDED = new Orders(0, 0, Map.of(), Map.of(), Map.of());

    public Orders {
        shards = Map.copyOf(shards);
        allowances = Map.copyOf(allowances);
        identifySlots = Map.copyOf(identifySlots);
    }

    /** Of a worker that no leader has judged yet. */
    public Orders(
            long sequence,
            int shardCount,
            Map<Integer, Long> shards,
            Map<String, Long> allowances,
            Map<Integer, Long> identifySlots) {
        this(sequence, shardCount, shards, allowances, identifySlots, Standing.NEW);
    }

    /** Whether other orders ask for the same, whatever their sequence and since when the worker stands so. */
    public boolean asksForTheSame(Orders other) {
        return shardCount == other.shardCount
                && shards.equals(other.shards)
                && allowances.equals(other.allowances)
                && identifySlots.equals(other.identifySlots)
                && standing.says(other.standing);
    }
}
