package dev.weir.cluster;

import dev.weir.model.CollectorRecord;
import java.util.List;

/**
 * Answer to {@link ReadTable}.
 *
 * @param count how many shards the bot was split into for the owner of these collectors, 0 when there is no table
 * @param total rows in the whole table
 */
public record TablePage(int count, long token, int total, List<CollectorRecord> rows) {
    public TablePage {
        rows = List.copyOf(rows);
    }
}
