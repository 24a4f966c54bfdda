package dev.weir.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody outside wants a collector stopped. The shard's owner reads it with its next batch, and stops it. */
public record RequestStop(long token, long number) implements Change<ShardTable, Boolean> {

    /** Answers whether there is such a collector. */
    @Override
    public Outcome<ShardTable, Boolean> on(@Nullable ShardTable current) {
        if (current == null || current.token() != token || !current.contains(number)) {
            return Outcome.keep(false);
        }
        current.wantStopped(List.of(number));
        return Outcome.set(current, true);
    }
}
