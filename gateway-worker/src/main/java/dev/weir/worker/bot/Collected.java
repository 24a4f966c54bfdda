package dev.weir.worker.bot;

import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.worker.collector.Summary;
import java.util.List;

/**
 * What a collector leaves behind when it has ended.
 *
 * @param items the accepted items that were kept whole, oldest first
 * @param summaries of the accepted items that were kept as summaries or keys, oldest first
 * @param report reason and exact counters
 */
public record Collected<T>(List<T> items, List<Summary> summaries, EndReport report) {
    public Collected {
        items = List.copyOf(items);
        summaries = List.copyOf(summaries);
    }

    /** Why it ended. */
    public EndReason reason() {
        return report.reason();
    }
}
