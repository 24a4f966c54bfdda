package dev.weir.worker.collector;

import dev.weir.model.EndReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What a collector counts, made when its first item comes so that an idle one stays small. Owned by its lane. */
final class Tally {
    long dropped;
    long disposed;
    long late;
    long duplicates;
    long filterErrors;
    long handlerErrors;
    long overflowed;
    long undelivered;
    long notRetained;
    long batches;
    private long ignoredInAll;
    private long toldIgnored;
    private long toldDropped;
    private long toldFilterErrors;
    private long toldHandlerErrors;
    private long handled;
    private long handledNanos;
    private long longestNanos;
    private final Map<String, Long> ignored = new HashMap<>(4);

    void ignore(String code) {
        ignored.merge(code, 1L, Long::sum);
        ignoredInAll++;
    }

    /** What was counted since the last call. */
    Collector.Uncounted uncounted() {
        long drops = dropped + late + duplicates + overflowed;
        if (ignoredInAll == toldIgnored
                && drops == toldDropped
                && filterErrors == toldFilterErrors
                && handlerErrors == toldHandlerErrors) {
            return Collector.Uncounted.NOTHING;
        }
        Collector.Uncounted since = new Collector.Uncounted(
                ignoredInAll - toldIgnored,
                drops - toldDropped,
                filterErrors - toldFilterErrors,
                handlerErrors - toldHandlerErrors);
        toldIgnored = ignoredInAll;
        toldDropped = drops;
        toldFilterErrors = filterErrors;
        toldHandlerErrors = handlerErrors;
        return since;
    }

    void handled(long nanos) {
        handled++;
        handledNanos += nanos;
        longestNanos = Math.max(longestNanos, nanos);
    }

    EndReport.Counts counts(long received, long accepted) {
        return new EndReport.Counts(
                received,
                accepted,
                ignored,
                dropped,
                disposed,
                late,
                duplicates,
                filterErrors,
                handlerErrors,
                overflowed,
                undelivered,
                notRetained,
                batches,
                new EndReport.Processing(handled, Duration.ofNanos(handledNanos), Duration.ofNanos(longestNanos)));
    }

    /** One that goes on counting from there; what was counted before was told before. */
    static Tally restored(EndReport.Counts counts) {
        Tally tally = new Tally();
        tally.dropped = counts.dropped();
        tally.disposed = counts.disposed();
        tally.late = counts.late();
        tally.duplicates = counts.duplicates();
        tally.filterErrors = counts.filterErrors();
        tally.handlerErrors = counts.handlerErrors();
        tally.overflowed = counts.overflowed();
        tally.undelivered = counts.undelivered();
        tally.notRetained = counts.notRetained();
        tally.batches = counts.batches();
        tally.ignored.putAll(counts.ignored());
        tally.ignoredInAll = counts.ignoredInAll();
        tally.handled = counts.processing().count();
        tally.handledNanos = counts.processing().total().toNanos();
        tally.longestNanos = counts.processing().longest().toNanos();
        var _ = tally.uncounted();
        return tally;
    }
}
