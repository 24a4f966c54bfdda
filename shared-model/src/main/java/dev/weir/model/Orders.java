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
 */
public record Orders(
        long sequence,
        int shardCount,
        Map<Integer, Long> shards,
        Map<String, Long> allowances,
        Map<Integer, Long> identifySlots) {
    public static final Orders UNDECIDED = new Orders(0, 0, Map.of(), Map.of(), Map.of());

    public Orders {
        shards = Map.copyOf(shards);
        allowances = Map.copyOf(allowances);
        identifySlots = Map.copyOf(identifySlots);
    }

    /** Whether these orders ask for that, whatever their sequence. */
    public boolean asksFor(
            int wantedCount, Map<Integer, Long> wanted, Map<String, Long> allowed, Map<Integer, Long> slots) {
        return shardCount == wantedCount
                && shards.equals(wanted)
                && allowances.equals(allowed)
                && identifySlots.equals(slots);
    }
}
