package dev.weir.worker.dispatch;

import dev.weir.worker.event.GatewayEvent;
import java.util.ArrayDeque;

/**
 * Events that wait while this worker may not act: it may be allowed again, or somebody else has acted meanwhile. Bounded; what
 * does not fit, or waits too long, is dropped and counted.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class HeldEvents {
    private final int capacity;
    private final Counters counters;
    private final ArrayDeque<GatewayEvent> events = new ArrayDeque<>();

    HeldEvents(LaneSettings settings, Counters counters) {
        this.capacity = settings.gateCapacity();
        this.counters = counters;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    void add(GatewayEvent event) {
        if (events.size() >= capacity) {
            counters.gateDropped.increment();
            return;
        }
        events.add(event);
        counters.gateHeld = events.size();
    }

    /** The oldest, no longer held; there must be one. */
    GatewayEvent poll() {
        GatewayEvent oldest = events.removeFirst();
        counters.gateHeld = events.size();
        return oldest;
    }

    /** When the oldest was received; {@link Long#MAX_VALUE} when there is none. */
    long oldest() {
        return events.isEmpty() ? Long.MAX_VALUE : events.getFirst().receivedNanos();
    }

    void dropOlderThan(long receivedNanos) {
        while (oldest() < receivedNanos) {
            events.removeFirst();
            counters.gateDropped.increment();
            counters.gateHeld = events.size();
        }
    }

    void discard() {
        counters.gateDropped.add(events.size());
        events.clear();
        counters.gateHeld = 0;
    }
}
