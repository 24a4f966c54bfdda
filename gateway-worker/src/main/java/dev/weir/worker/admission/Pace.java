package dev.weir.worker.admission;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fast the queue moves, from what it served in the last ten seconds in which somebody waited.
 *
 * <p>Not thread-safe; time is an argument.
 */
final class Pace {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int SECONDS = 10;

    /** Served in each of the last seconds, by the second's number modulo their count. */
    private final long[] served = new long[SECONDS];

    private long busySinceNanos;
    private long second;

    /** Somebody waits, who did not before. */
    void begins(long nowNanos) {
        Arrays.fill(served, 0);
        busySinceNanos = nowNanos;
        second = Math.floorDiv(nowNanos, SECOND);
    }

    /** One that waited was served. */
    void served(long nowNanos) {
        turn(nowNanos);
        served[Math.floorMod(second, SECONDS)]++;
    }

    /** How long it takes until so many are served; null while that cannot be told. */
    @Nullable
    Duration until(int count, long nowNanos) {
        turn(nowNanos);
        long sum = Arrays.stream(served).sum();
        long over = Math.min(nowNanos - busySinceNanos, SECONDS * SECOND);
        if (sum == 0 || over < SECOND) {
            return null;
        }
        return Duration.ofNanos((long) ((double) over / sum * count));
    }

    private void turn(long nowNanos) {
        long now = Math.floorDiv(nowNanos, SECOND);
        long passed = Math.min(now - second, SECONDS);
        for (long i = 1; i <= passed; i++) {
            served[Math.floorMod(second + i, SECONDS)] = 0;
        }
        second = Math.max(second, now);
    }
}
