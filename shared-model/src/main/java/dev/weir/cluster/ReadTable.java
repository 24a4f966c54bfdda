package dev.weir.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one page of a shard's collectors; nobody ships a whole table to look at it.
 *
 * @param after number after which the page begins, 0 for the first page
 * @param limit rows at most; 0 only counts
 */
public record ReadTable(long after, int limit) implements Read<ShardTable, TablePage> {

    @Override
    public Outcome<ShardTable, TablePage> on(@Nullable ShardTable current) {
        return Outcome.keep(
                current == null
                        ? new TablePage(0, 0, 0, List.of())
                        : new TablePage(current.count(), current.token(), current.size(), current.page(after, limit)));
    }
}
