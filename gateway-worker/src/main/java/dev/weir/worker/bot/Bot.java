package dev.weir.worker.bot;

import dev.weir.model.ShardId;

/**
 * A bot's code in a worker. Named in {@code META-INF/services/dev.weir.worker.bot.Bot} of a jar in the worker's bots folder.
 *
 * <p>One instance serves all shards of the worker. Calls come on threads of their own and may block; those of one shard come one
 * after the other, those of several shards at the same time.
 */
public interface Bot {

    /**
     * A shard is about to be served by this worker: attach handlers and start collectors here. Called before the shard's
     * first event is delivered, so nothing is missed.
     *
     * <p>The shard waits for it, but not longer than {@code worker.bot-start-deadline} (30 s): then it is served without this bot,
     * until the call returns. When the shard leaves before, the thread is interrupted.
     *
     * @throws Exception is logged; the shard runs on without this bot
     */
    void start(BotShard shard) throws Exception;

    /** The shard left this worker; its collectors have ended. It is given away 3 s later even when this has not returned. */
    default void stop(ShardId shard) {}
}
