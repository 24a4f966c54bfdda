package dev.weir.worker.gateway;

import java.time.Duration;
import java.util.Arrays;

/**
 * Discord's limit of a token: at most 50 requests in any second, none while a global 429 lasts.
 *
 * <p>Thread-safe by its monitor; whoever takes a turn waits for it outside.
 */
final class GlobalLimit {
    static final int REQUESTS = 50;
    /** A little more than the second that Discord counts in: requests do not all travel equally fast. */
    static final long SPAN_NANOS = Duration.ofMillis(1050).toNanos();

    /** When the last requests have their turn; the oldest stands at {@link #next}. */
    private final long[] turns = new long[REQUESTS];

    private int next;
    private long closedUntilNanos;

    GlobalLimit(long nowNanos) {
        Arrays.fill(turns, nowNanos - SPAN_NANOS);
        closedUntilNanos = nowNanos;
    }

    /** Takes the next turn and returns how many nanoseconds it is away; at most 0 when it is now. */
    synchronized long take(long nowNanos) {
        long wait = Math.max(0, Math.max(turns[next] + SPAN_NANOS - nowNanos, closedUntilNanos - nowNanos));
        turns[next] = nowNanos + wait;
        next = (next + 1) % REQUESTS;
        return wait;
    }

    /** Discord said that nothing may be sent for a while. */
    synchronized void pause(long nowNanos, long nanos) {
        if (nowNanos + nanos - closedUntilNanos > 0) {
            closedUntilNanos = nowNanos + nanos;
        }
    }
}
