package dev.weir.model;

import java.util.List;

/**
 * What a worker observes, written by the worker with each renewal, absolute and complete: whatever was lost before is
 * mended by the next one.
 *
 * @param ordersSeen sequence of the newest orders that the worker has acted on
 * @param shards every shard that it holds in any form; a shard that is missing is not acted for by this worker
 * @param limits every limit that it draws from
 * @param live shards that it acted for until its epoch was found to be over, while the lease of that epoch has not run out:
 *     nobody else can have been given them, even when the maps were lost
 * @param proof what it found when it tried its own bot
 */
public record Report(
        long ordersSeen, List<ShardStatus> shards, List<LimitUse> limits, List<ShardId> live, BotProof proof) {
    public static final Report NONE = new Report(0, List.of(), List.of(), List.of(), BotProof.UNTRIED);

    public Report {
        shards = List.copyOf(shards);
        limits = List.copyOf(limits);
        live = List.copyOf(live);
    }

    /** The same with what was found when the bot was tried. */
    public Report withProof(BotProof found) {
        return new Report(ordersSeen, shards, limits, live, found);
    }

    /** Of a worker whose epoch goes on, and that has proved itself. */
    public Report(long ordersSeen, List<ShardStatus> shards, List<LimitUse> limits) {
        this(ordersSeen, shards, limits, List.of(), BotProof.good(1, 0));
    }
}
