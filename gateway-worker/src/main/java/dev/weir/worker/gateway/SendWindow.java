package dev.weir.worker.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Discord's 120 sends in 60 s on one socket, of which some are kept for heartbeats, IDENTIFY and RESUME.
 *
 * <p>Not thread-safe: guarded by its link.
 */
final class SendWindow {
    private static final int MOST = 120;
    private static final int KEPT = 15;
    private static final long SPAN_NANOS = Duration.ofSeconds(61).toNanos();

    private final Deque<Long> sent = new ArrayDeque<>(MOST);

    /** Nanoseconds until an ordinary send fits; at most 0 when it fits now, and then it is counted. */
    long take(long nowNanos) {
        forget(nowNanos);
        if (sent.size() < MOST - KEPT) {
            sent.addLast(nowNanos);
            return 0;
        }
        return sent.getFirst() + SPAN_NANOS - nowNanos;
    }

    /** Counts a send that the protocol needs, which always fits. */
    void force(long nowNanos) {
        forget(nowNanos);
        sent.addLast(nowNanos);
    }

    private void forget(long nowNanos) {
        while (!sent.isEmpty() && nowNanos - sent.getFirst() >= SPAN_NANOS) {
            sent.removeFirst();
        }
    }
}
