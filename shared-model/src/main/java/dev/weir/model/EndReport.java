package dev.weir.model;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one collector went, once it has ended. The items themselves stay in the worker.
 *
 * @param id which collector
 * @param label what its author called it, or null
 * @param reason why it ended
 * @param counts what it counted
 * @param lasted from ACTIVE to the end; zero when it never became active
 * @param suspended how long no worker acted for its shard meanwhile
 */
public record EndReport(
        CollectorId id, @Nullable String label, EndReason reason, Counts counts, Duration lasted, Duration suspended) {

    /** The same with another {@code suspended}. */
    public EndReport withSuspended(Duration value) {
        return new EndReport(id, label, reason, counts, lasted, value);
    }

    /**
     * The exact counters of a collector, whatever it retained.
     *
     * @param received items in scope that were in time and no duplicate
     * @param accepted items accepted
     * @param ignored items refused, by reason code: {@code filter}, {@code perUser}, {@code filterTimeout}, …
     * @param dropped items that came when it took none any more
     * @param disposed items that were accepted and left again
     * @param late items received at or after the deadline
     * @param duplicates items seen before
     * @param filterErrors filters that threw
     * @param handlerErrors handlers that threw
     * @param overflowed items that found the buffer full
     * @param undelivered accepted items whose handler was not called before the end
     * @param notRetained accepted items that were dropped from what is kept
     * @param batches batches delivered
     * @param processing how long handlers took
     */
    public record Counts(
            long received,
            long accepted,
            Map<String, Long> ignored,
            long dropped,
            long disposed,
            long late,
            long duplicates,
            long filterErrors,
            long handlerErrors,
            long overflowed,
            long undelivered,
            long notRetained,
            long batches,
            Processing processing) {
        public Counts {
            ignored = Collections.unmodifiableMap(new TreeMap<>(ignored));
        }

        /** All ignored items, whatever the reason. */
        public long ignoredInAll() {
            return ignored.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * How long handlers took.
     *
     * @param count handlers that finished
     * @param total their times added up
     * @param longest the longest of them
     */
    public record Processing(long count, Duration total, Duration longest) {

        /** Total by count; zero when none finished. */
        public Duration mean() {
            return count == 0 ? Duration.ZERO : total.dividedBy(count);
        }
    }
}
