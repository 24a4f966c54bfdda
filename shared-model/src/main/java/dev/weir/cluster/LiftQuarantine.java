package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * An operator gives a quarantined shard back to the fleet. Refused when the shard changed since it was looked at.
 *
 * @param tokenSeen token of the quarantined record
 */
public record LiftQuarantine(long tokenSeen) implements Change<ShardRecord, Boolean> {

    @Override
    public Outcome<ShardRecord, Boolean> on(@Nullable ShardRecord current) {
        if (current == null || current.token() != tokenSeen) {
            return Outcome.keep(false);
        }
        return current.quarantine() == null
                ? Outcome.keep(true)
                : Outcome.set(new ShardRecord(current.index(), current.count(), tokenSeen, null, 0, null, 0), true);
    }
}
