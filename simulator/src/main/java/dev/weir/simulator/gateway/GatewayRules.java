package dev.weir.simulator.gateway;

import java.time.Duration;

/**
 * The numbers that the gateway holds its clients to.
 *
 * @param shards what GET /gateway/bot recommends
 * @param shardMultiple a shard count must be a multiple of this (very large bots)
 * @param allowedPrivileged privileged intents that are switched on for the application
 * @param resumeWindow how long a session without a connection can be resumed
 * @param pendingByteBound a session whose socket does not take this much is ended
 */
public record GatewayRules(
        int shards,
        Duration heartbeatInterval,
        int shardMultiple,
        int guildsPerShard,
        int allowedPrivileged,
        Duration resumeWindow,
        int replayBound,
        long replayByteBound,
        long pendingByteBound,
        int sendsPerMinute) {

    /** The same for an application with other privileged intents. */
    public GatewayRules withAllowedPrivileged(int bits) {
        return new GatewayRules(
                shards,
                heartbeatInterval,
                shardMultiple,
                guildsPerShard,
                bits,
                resumeWindow,
                replayBound,
                replayByteBound,
                pendingByteBound,
                sendsPerMinute);
    }
}
