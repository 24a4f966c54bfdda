package dev.weir.cluster;

import com.hazelcast.query.Predicate;
import java.util.Map;

/**
 * Finds the workers' rows that are not as they were seen last, so that a look at a large fleet carries what changed only.
 *
 * @param seen by worker, the {@linkplain WorkerRow#stamp stamp} that was seen
 */
public record OtherRows(Map<String, String> seen) implements Predicate<String, WorkerRow> {
    private static final long serialVersionUID = 1L;

    public OtherRows {
        seen = Map.copyOf(seen);
    }

    @Override
    public boolean apply(Map.Entry<String, WorkerRow> entry) {
        WorkerRow row = EntryShape.WORKERS.fitting(entry);
        return row != null && !row.stamp().equals(seen.get(row.worker()));
    }
}
