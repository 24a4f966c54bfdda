package dev.weir.simulator.world;

import java.time.Instant;

/**
 * Discord's ids: milliseconds since 2015 in the upper 42 bits, then worker, process and a running number.
 *
 * <p>Not thread-safe: owned by the lane. Ids only grow, also when more than 4,096 are asked for in one millisecond.
 */
public final class Snowflakes {

    public static final long EPOCH_MILLIS = 1_420_070_400_000L;

    private static final int TIME_SHIFT = 22;
    private static final long WORKER = 3L << 17 | 1L << 12;
    private static final int NUMBERS = 4096;

    private long lastMillis;
    private int number;

    public long next(long nowMillis) {
        if (nowMillis > lastMillis) {
            lastMillis = nowMillis;
            number = 0;
        } else if (++number == NUMBERS) {
            lastMillis++;
            number = 0;
        }
        return (lastMillis - EPOCH_MILLIS) << TIME_SHIFT | WORKER | number;
    }

    /** The id with this time and these lower 22 bits. */
    static long at(long millis, long lower) {
        return (millis - EPOCH_MILLIS) << TIME_SHIFT | (lower & ((1L << TIME_SHIFT) - 1));
    }

    static long millis(long id) {
        return (id >> TIME_SHIFT) + EPOCH_MILLIS;
    }

    static String timestamp(long id) {
        return Timestamps.of(millis(id));
    }

    /** Which shard of {@code count} a guild belongs to. */
    public static int shard(long guildId, int count) {
        return (int) ((guildId >> TIME_SHIFT) % count);
    }

    public static Instant instant(long id) {
        return Instant.ofEpochMilli(millis(id));
    }
}
