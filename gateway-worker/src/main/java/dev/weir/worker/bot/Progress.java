package dev.weir.worker.bot;

import dev.weir.model.EndReport;
import dev.weir.worker.collector.Summary;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a collector has so far: a copy, made between two of its events.
 *
 * @param items the accepted items that are kept whole, oldest first
 * @param summaries of the accepted items that are kept as summaries or keys, oldest first
 * @param users whose the items and summaries are, in the order of their first; without those of whom only keys are kept
 * @param counts exact counters, whatever is kept
 */
public record Progress<T>(List<T> items, List<Summary> summaries, Set<Long> users, EndReport.Counts counts) {
    private static final EndReport.Processing NO_CALLS = new EndReport.Processing(0, Duration.ZERO, Duration.ZERO);
    private static final EndReport.Counts NOTHING =
            new EndReport.Counts(0, 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NO_CALLS);

    public Progress {
        items = List.copyOf(items);
        summaries = List.copyOf(summaries);
        users = Collections.unmodifiableSet(new LinkedHashSet<>(users));
    }

    /** Of one that has heard nothing yet. */
    public static <T> Progress<T> nothing() {
        return new Progress<>(List.of(), List.of(), Set.of(), NOTHING);
    }

    /** Items accepted so far, those that left again among them. */
    public long total() {
        return counts.accepted();
    }
}
