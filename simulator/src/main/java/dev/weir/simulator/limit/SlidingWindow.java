package dev.weir.simulator.limit;

import java.time.Duration;

/**
 * At most so many within the last so long.
 *
 * <p>Not thread-safe: owned by the lane. Time is an argument, in nanoseconds of a monotonic clock.
 */
public final class SlidingWindow {

    private final long[] times;
    private final long windowNanos;
    private int next;
    private long taken;

    public SlidingWindow(int limit, Duration window) {
        this.times = new long[limit];
        this.windowNanos = window.toNanos();
    }

    /** Takes one when there is room; nothing is taken otherwise. */
    public boolean take(long nowNanos) {
        if (isFull(nowNanos)) {
            return false;
        }
        times[next] = nowNanos;
        next = (next + 1) % times.length;
        taken++;
        return true;
    }

    public boolean isFull(long nowNanos) {
        return taken >= times.length && nowNanos - times[next] < windowNanos;
    }

    /** How long until there is room; zero when there is. */
    public Duration untilFree(long nowNanos) {
        return isFull(nowNanos) ? Duration.ofNanos(times[next] + windowNanos - nowNanos) : Duration.ZERO;
    }

    /** How many of the last window are taken. */
    public int used(long nowNanos) {
        int used = 0;
        for (long i = Math.max(0, taken - times.length); i < taken; i++) {
            if (nowNanos - times[(int) (i % times.length)] < windowNanos) {
                used++;
            }
        }
        return used;
    }
}
