package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The leader empties the table of a shard that changes its owner: one operation, however many collectors it had.
 *
 * @param count how many shards the bot is split into from now on
 */
public record ClearTable(int count, long token) implements Change<ShardTable, Boolean> {

    @Override
    public Outcome<ShardTable, Boolean> on(@Nullable ShardTable current) {
        if (current == null || current.token() > token) {
            return Outcome.keep(false);
        }
        if (current.token() == token && current.count() == count) {
            return Outcome.keep(true);
        }
        current.clear(count, token);
        return Outcome.set(current, true);
    }
}
