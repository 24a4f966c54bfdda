package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The leader takes a shard out of service after Discord refused it for good.
 *
 * @param tokenSeen token under which the owner reported the refusal
 * @param closeCode Discord's close code
 * @param reason one sentence for a person
 */
public record Quarantine(long tokenSeen, int closeCode, String reason) implements Change<ShardRecord, Boolean> {

    @Override
    public Outcome<ShardRecord, Boolean> on(@Nullable ShardRecord current) {
        if (current == null || current.token() != tokenSeen) {
            return Outcome.keep(false);
        }
        return Outcome.set(
                new ShardRecord(current.index(), current.count(), tokenSeen, null, 0, reason, closeCode), true);
    }
}
