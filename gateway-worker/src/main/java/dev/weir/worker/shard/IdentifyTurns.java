package dev.weir.worker.shard;

import dev.weir.model.ShardId;

/** Where the worker takes the slots that its orders name: the fleet's book of identify slots. */
@FunctionalInterface
public interface IdentifyTurns {

    /**
     * Takes a slot; blocks until the answer is there.
     *
     * @param token under which this worker holds the shard
     * @return false when it is somebody else's turn by now
     * @throws RuntimeException when there is no answer: then it may have been taken
     */
    boolean take(ShardId shard, long slot, long token);
}
