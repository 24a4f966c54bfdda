package dev.weir.worker.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a lane counts. Thread-safe. */
final class Counters {
    final LongAdder started = new LongAdder();
    final LongAdder eventsDropped = new LongAdder();
    final Count events = new Count();
    final Count matched = new Count();
    final LongAdder accepted = new LongAdder();
    final LongAdder ignored = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder fenceDropped = new LongAdder();
    final LongAdder handlerErrors = new LongAdder();
    final LongAdder filterErrors = new LongAdder();
    private final Map<String, LongAdder> ended = new ConcurrentHashMap<>();
    volatile int active;
    volatile int fenceHeld;
    volatile int ending;

    /** Since when the first started collector that is still here is here; {@link #NOBODY} when there is none. */
    volatile long oldestSince = NOBODY;

    static final long NOBODY = Long.MIN_VALUE;

    /** Counted in the lane's turn only, so by one thread at a time; read by any. */
    static final class Count {
        private final AtomicLong count = new AtomicLong();

        void increment() {
            count.lazySet(count.getPlain() + 1);
        }

        long sum() {
            return count.get();
        }
    }

    void ended(String code) {
        ended.computeIfAbsent(code, _ -> new LongAdder()).increment();
    }

    LaneStats snapshot(int inboxDepth, long inboxBytes, long memoryBytes, long now) {
        long since = oldestSince;
        Map<String, Long> byReason = new TreeMap<>();
        ended.forEach((code, count) -> byReason.put(code, count.sum()));
        return new LaneStats(
                active,
                started.sum(),
                byReason,
                inboxDepth,
                inboxBytes,
                memoryBytes,
                eventsDropped.sum(),
                events.sum(),
                matched.sum(),
                accepted.sum(),
                ignored.sum(),
                dropped.sum(),
                fenceHeld,
                fenceDropped.sum(),
                handlerErrors.sum(),
                filterErrors.sum(),
                ending,
                since == NOBODY ? Duration.ZERO : Duration.ofNanos(Math.max(0, now - since)));
    }
}
