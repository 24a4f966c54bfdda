package dev.weir.worker.shard;

import java.util.concurrent.TimeUnit;

/** Events per second, as the mean over the last ten whole seconds. Not thread-safe. */
final class EventRate {
    private static final int SECONDS = 10;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** One bucket a second, one more for the second that is not over. */
    private final long[] counts = new long[SECONDS + 1];

    private long second = Long.MIN_VALUE;

    void count(long nanos) {
        turnTo(nanos / SECOND_NANOS);
        counts[slot(second)]++;
    }

    double perSecond(long nowNanos) {
        turnTo(nowNanos / SECOND_NANOS);
        long sum = 0;
        for (int back = 1; back <= SECONDS; back++) {
            sum += counts[slot(second - back)];
        }
        return (double) sum / SECONDS;
    }

    private void turnTo(long now) {
        if (second == Long.MIN_VALUE) {
            second = now;
        }
        for (int steps = 0; second < now && steps < counts.length; steps++) {
            counts[slot(++second)] = 0;
        }
        second = Math.max(second, now);
    }

    private int slot(long second) {
        return (int) Math.floorMod(second, (long) counts.length);
    }
}
