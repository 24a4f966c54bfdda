package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/** The leader empties the table of a shard that changes its owner: one operation, however many collectors it had. */
public record ClearTable(long token) implements Change<ShardTable, Boolean> {

    @Override
    public Outcome<ShardTable, Boolean> on(@Nullable ShardTable current) {
        if (current == null || current.token() > token) {
            return Outcome.keep(false);
        }
        if (current.token() == token) {
            return Outcome.keep(true);
        }
        current.clear(token);
        return Outcome.set(current, true);
    }
}
