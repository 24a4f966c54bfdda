package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Who may act for a shard: the desired half of a shard. What its owner observes of it is in the owner's {@link WorkerRow}.
 *
 * @param count how many shards the bot is split into; a record of another count than the fleet's only says who must let go
 * @param token fencing token: grows with every assignment; whatever carries an older one is refused
 * @param owner worker that may act, or null
 * @param ownerEpoch epoch of that worker
 * @param quarantine why no worker may act until a person lifts it, or null
 * @param closeCode Discord's close code that led to the quarantine, or 0
 */
public record ShardRecord(
        int index,
        int count,
        long token,
        @Nullable String owner,
        long ownerEpoch,
        @Nullable String quarantine,
        int closeCode) {

    /** Differs whenever anything in this record does: an assignment takes a new token, and what follows on it comes once. */
    public long stamp() {
        return token * 4 + (owner == null ? 0 : 1) + (quarantine == null ? 0 : 2);
    }

    public static ShardRecord unassigned(int index, int count) {
        return new ShardRecord(index, count, 0, null, 0, null, 0);
    }
}
