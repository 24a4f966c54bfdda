package dev.weir.simulator.limit;

/**
 * How many shards Discord recommends to the bot. It may change at any time; sessions of any count go on.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class Recommendation {
    private int shards;

    public Recommendation(int shards) {
        this.shards = shards;
    }

    public int shards() {
        return shards;
    }

    public void change(int newShards) {
        shards = newShards;
    }
}
