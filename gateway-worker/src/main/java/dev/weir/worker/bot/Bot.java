package dev.weir.worker.bot;

import dev.weir.model.ShardId;

/**
 * A bot's code in a worker. Named in {@code META-INF/services/dev.weir.worker.bot.Bot} of a jar in the worker's bots folder.
 *
 * <p>One instance serves all shards of the worker. Calls come on virtual threads and may block; those of one shard come one
 * after the other.
 */
public interface Bot {

    /**
     * A shard is about to be served by this worker: attach handlers and start collectors here. Called before the shard's
     * first event is delivered, so nothing is missed.
     *
     * @throws Exception is logged; the shard runs on without this bot
     */
    void start(BotShard shard) throws Exception;

    /** The shard left this worker; its collectors have ended. */
    default void stop(ShardId shard) {}
}
