package dev.weir.worker.shard;

import dev.weir.model.ShardId;

/** Lets one shard of a bucket at a time send IDENTIFY, over the whole fleet. */
public interface IdentifyGate {

    /**
     * Waits until this shard may send one IDENTIFY; called on a thread that may block. After it returned the caller sends
     * at once.
     *
     * @throws InterruptedException when the connection was closed meanwhile
     */
    void await(ShardId shard) throws InterruptedException;
}
