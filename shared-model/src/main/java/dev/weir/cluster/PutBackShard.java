package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The leader writes a shard's record once more, as it was, after the entry was lost while it led. Refused when there is a record:
 * so tokens never go back.
 */
public record PutBackShard(ShardRecord was) implements Change<ShardRecord, Boolean> {

    @Override
    public Outcome<ShardRecord, Boolean> on(@Nullable ShardRecord current) {
        return current == null ? Outcome.set(was, true) : Outcome.keep(current.equals(was));
    }
}
