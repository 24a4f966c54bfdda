package dev.weir.worker.shard;

import dev.weir.model.ShardId;

/** Lets one shard of a bucket at a time send IDENTIFY, over the whole fleet. */
public interface IdentifyGate {

    /**
     * Waits until this shard may send one IDENTIFY; called on a thread that may block.
     *
     * @throws InterruptedException when the connection was closed meanwhile
     */
    void await(ShardId shard) throws InterruptedException;

    /**
     * Uses the turn up, as the last thing before IDENTIFY is sent.
     *
     * @return false when there is no turn any more: this process stood still for too long, or lost the shard
     */
    default boolean take(ShardId shard) {
        return true;
    }
}
