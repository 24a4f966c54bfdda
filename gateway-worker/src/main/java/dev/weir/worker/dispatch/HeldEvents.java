package dev.weir.worker.dispatch;

import dev.weir.worker.event.GatewayEvent;
import java.util.ArrayDeque;

/**
 * Events that wait while this worker may not act: it may be allowed again, or somebody else has acted meanwhile. The newest are
 * kept, so many and so many bytes at most: the oldest makes room, and is counted, as is what waits too long.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class HeldEvents {
    private final int most;
    private final long mostBytes;
    private final Counters counters;
    private final ArrayDeque<GatewayEvent> events = new ArrayDeque<>();
    private long bytes;

    HeldEvents(LaneSettings settings, Counters counters) {
        this.most = settings.fenceEvents();
        this.mostBytes = settings.fenceBytes();
        this.counters = counters;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Keeps an event; one that is larger than all that may be kept is dropped itself. */
    void add(GatewayEvent event) {
        events.add(event);
        bytes += event.payload().size();
        while (events.size() > most || bytes > mostBytes) {
            drop();
        }
        counters.fenceHeld = events.size();
    }

    /** The oldest, no longer held; there must be one. */
    GatewayEvent poll() {
        GatewayEvent oldest = remove();
        counters.fenceHeld = events.size();
        return oldest;
    }

    /** When the oldest was received; {@link Long#MAX_VALUE} when there is none. */
    long oldest() {
        return events.isEmpty() ? Long.MAX_VALUE : events.getFirst().receivedNanos();
    }

    void dropOlderThan(long receivedNanos) {
        while (oldest() < receivedNanos) {
            drop();
        }
        counters.fenceHeld = events.size();
    }

    void discard() {
        while (!events.isEmpty()) {
            drop();
        }
        counters.fenceHeld = 0;
    }

    private void drop() {
        remove();
        counters.fenceDropped.increment();
    }

    private GatewayEvent remove() {
        GatewayEvent oldest = events.removeFirst();
        bytes -= oldest.payload().size();
        return oldest;
    }
}
