package dev.weir.cluster;

import dev.weir.model.CollectorRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a shard writes a batch of what became of its collectors. Each row is absolute, so a batch that is applied
 * twice does no harm. A batch under a newer token starts the table anew; one under an older token is refused.
 *
 * @param count how many shards the bot is split into, as the owner of this shard connects
 * @param whole whether {@code changed} is the complete table, which heals whatever was lost
 * @param changed collectors that started or went on
 * @param ended numbers of those that ended
 */
public record ApplyDeltas(int count, long token, boolean whole, List<CollectorRecord> changed, List<Long> ended)
        implements Change<ShardTable, TableAnswer> {

    @Override
    public Outcome<ShardTable, TableAnswer> on(@Nullable ShardTable current) {
        ShardTable table = current == null ? new ShardTable(count, token) : current;
        if (table.token() > token) {
            return Outcome.keep(new TableAnswer(false, table.token(), table.size(), List.of()));
        }
        if (table.token() < token || table.count() != count) {
            table.clear(count, token);
        } else if (whole) {
            table.clearRows();
        }
        table.put(changed);
        for (long number : ended) {
            table.remove(number);
        }
        if (whole) {
            table.forgetStopsOfTheGone();
        }
        return Outcome.set(table, new TableAnswer(true, token, table.size(), table.stopWanted()));
    }
}
