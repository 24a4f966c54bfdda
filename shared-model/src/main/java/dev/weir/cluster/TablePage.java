package dev.weir.cluster;

import dev.weir.model.CollectorRecord;
import java.util.List;

/**
 * Answer to {@link ReadTable}.
 *
 * @param total rows in the whole table
 */
public record TablePage(long token, int total, List<CollectorRecord> rows) {
    public TablePage {
        rows = List.copyOf(rows);
    }
}
