package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The leader gives a shard to a worker, under a new token. Refused when the shard changed since the leader looked.
 *
 * @param index the shard, the key of the entry
 * @param count how many shards the bot is split into. A record of another count is replaced, a quarantine of another count included:
 *     its token goes on growing, so whatever carries the old count carries an older token too
 * @param tokenSeen token of the record the leader decided on, 0 when there was none
 * @param tokenFloor highest token any worker reports for this shard, so that tokens grow even when the map was lost
 */
public record Assign(int index, int count, long tokenSeen, long tokenFloor, String owner, long ownerEpoch)
        implements Change<ShardRecord, AssignAnswer> {

    @Override
    public Outcome<ShardRecord, AssignAnswer> on(@Nullable ShardRecord current) {
        ShardRecord before = current == null ? ShardRecord.unassigned(index, count) : current;
        if (before.token() != tokenSeen || (before.quarantine() != null && before.count() == count)) {
            return Outcome.keep(new AssignAnswer(false, before.token()));
        }
        long token = Math.max(tokenSeen, tokenFloor) + 1;
        return Outcome.set(
                new ShardRecord(index, count, token, owner, ownerEpoch, null, 0), new AssignAnswer(true, token));
    }
}
