package dev.weir.coordinator.plan;

/**
 * How many IDENTIFYs may still be spent today.
 *
 * @param left in all
 * @param forMoves of these, on shards that could stay where they are
 */
public record IdentifyBudget(long left, long forMoves) {
    public IdentifyBudget {
        if (left < 0 || forMoves < 0 || forMoves > left) {
            throw new IllegalArgumentException("expected 0 <= moves <= left, was " + forMoves + " of " + left);
        }
    }

    /** Moves leave a reserve: every shard once, and a twentieth. */
    public static IdentifyBudget of(long left, int shards) {
        long reserve = shards + (shards + 19L) / 20;
        return new IdentifyBudget(left, Math.max(0, left - reserve));
    }
}
