package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/** The leader records that nobody acts for a shard any more. Refused when the shard changed since the leader looked. */
public record Release(long tokenSeen) implements Change<ShardRecord, Boolean> {

    @Override
    public Outcome<ShardRecord, Boolean> on(@Nullable ShardRecord current) {
        if (current == null || current.token() != tokenSeen) {
            return Outcome.keep(false);
        }
        return current.owner() == null
                ? Outcome.keep(true)
                : Outcome.set(
                        new ShardRecord(
                                current.index(),
                                current.count(),
                                tokenSeen,
                                null,
                                0,
                                current.quarantine(),
                                current.closeCode()),
                        true);
    }
}
