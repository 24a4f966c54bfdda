package dev.weir.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a shard observes of it; part of every renewal.
 *
 * @param index index of the shard
 * @param count how many shards the bot is split into, as this owner connects: a shard of another count has other guilds
 * @param token token of the assignment under which this was observed
 * @param guilds guilds that this shard serves and that are available
 * @param latencyMillis last round trip of a heartbeat, or -1 when none was measured yet
 * @param lastEventAgeMillis since the last dispatch, or -1 when there was none
 * @param eventsPerSecond mean over the last 10 s
 * @param events dispatches since this owner started the shard
 * @param collectorsActive collectors that run now
 * @param collectorsStarted since this owner started the shard
 * @param collectorsEnded the same, by the code of the reason
 * @param reconnects new sessions after the first
 * @param resumes sessions resumed
 * @param identifies IDENTIFYs sent
 * @param slotUsed number of the last identify slot that was used up, 0 when none
 * @param slotAgeMillis since the IDENTIFY of that slot was sent, or -1 when none was, as far as is known
 * @param closeCode last close code seen, or 0
 * @param detail what a person needs to know of its connection and its bots, or null
 */
public record ShardStatus(
        int index,
        int count,
        long token,
        ShardPhase phase,
        int guilds,
        long latencyMillis,
        long lastEventAgeMillis,
        double eventsPerSecond,
        long events,
        int collectorsActive,
        long collectorsStarted,
        Map<String, Long> collectorsEnded,
        long reconnects,
        long resumes,
        long identifies,
        long slotUsed,
        long slotAgeMillis,
        int closeCode,
        @Nullable String detail) {
    /** The close code that stands for op 9 that ended the session, or refused to begin one. */
    public static final int INVALID_SESSION = 4909;

    public ShardStatus {
        collectorsEnded = Map.copyOf(collectorsEnded);
    }

    /** The shard, by its whole name. */
    public ShardId id() {
        return new ShardId(index, count);
    }
}
