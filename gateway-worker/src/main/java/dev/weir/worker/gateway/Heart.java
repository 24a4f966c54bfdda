package dev.weir.worker.gateway;

import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When to send heartbeats on one socket, and when the peer is dead: Javacord's own goes on for ever after one missed ack.
 *
 * <p>Thread-safe by its monitor.
 */
final class Heart {
    private final long intervalNanos;
    private final IntSupplier sequence;

    private long nextNanos;
    private long sentNanos;
    /** Since when a beat waits for its acknowledgement; without meaning unless {@link #waits}. */
    private long waitsSinceNanos;

    private boolean waits;

    /**
     * Begins.
     *
     * @param intervalMillis Discord's {@code heartbeat_interval}
     * @param jitter 0 to 1: how much of the first interval to wait, so that the shards of a fleet do not beat in step
     * @param sequence the last {@code s} that was seen, 0 for none
     * @param nowNanos when HELLO came
     */
    Heart(int intervalMillis, double jitter, IntSupplier sequence, long nowNanos) {
        this.intervalNanos = intervalMillis * 1_000_000L;
        this.sequence = sequence;
        this.nextNanos = nowNanos + (long) (intervalNanos * jitter);
        this.sentNanos = nowNanos;
    }

    /** The heartbeat to send now, or null when it is not time. */
    synchronized @Nullable String due(long nowNanos) {
        if (nowNanos - nextNanos < 0) {
            return null;
        }
        // In step with the first beat, unless this thread was stopped for longer than an interval.
        nextNanos = nowNanos - nextNanos < intervalNanos ? nextNanos + intervalNanos : nowNanos + intervalNanos;
        return beat(nowNanos);
    }

    /** A heartbeat out of turn, which Discord asked for with op 1. */
    synchronized String beat(long nowNanos) {
        sentNanos = nowNanos;
        if (!waits) {
            waits = true;
            waitsSinceNanos = nowNanos;
        }
        int last = sequence.getAsInt();
        return "{\"op\":1,\"d\":" + (last == 0 ? "null" : last) + "}";
    }

    /** Notes an ack and returns the round trip in nanoseconds. */
    synchronized long acknowledged(long nowNanos) {
        waits = false;
        return Math.max(0, nowNanos - sentNanos);
    }

    /** Whether a beat was not acknowledged when it was time for the next one: Discord's rule for a dead connection. */
    synchronized boolean dead(long nowNanos) {
        return waits && nowNanos - waitsSinceNanos >= intervalNanos;
    }
}
