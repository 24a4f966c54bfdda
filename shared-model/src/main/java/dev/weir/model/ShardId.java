package dev.weir.model;

/**
 * One of Discord's shards of a bot.
 *
 * @param index from 0 to {@code count - 1}
 * @param count how many shards the bot is split into; Discord allows several counts at once, a Weir fleet has one
 */
public record ShardId(int index, int count) implements Comparable<ShardId> {
    public ShardId {
        if (count < 1) {
            throw new IllegalArgumentException("shard count must be at least 1, was " + count);
        }
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException("shard index must be 0 to " + (count - 1) + ", was " + index);
        }
    }

    /** The shard that gets the events of a guild, by Discord's rule. */
    public static ShardId ofGuild(long guild, int count) {
        return new ShardId((int) Long.remainderUnsigned(guild >>> 22, count), count);
    }

    @Override
    public int compareTo(ShardId other) {
        return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
