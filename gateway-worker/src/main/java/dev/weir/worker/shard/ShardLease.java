package dev.weir.worker.shard;

/**
 * Whether this worker may act for one shard: its lease must hold, and its present epoch must have been ordered to.
 */
public final class ShardLease implements ActingGate {
    private final WorkerLease worker;
    private volatile boolean ordered = true;

    /** Open from the start, as long as the worker's lease holds. */
    public ShardLease(WorkerLease worker) {
        this.worker = worker;
    }

    /** The orders of the present epoch name this shard. */
    public void confirm() {
        ordered = true;
    }

    /** The epoch is over, or the orders no longer name this shard: closed from now on. */
    public void revoke() {
        ordered = false;
    }

    @Override
    public boolean open(long nowNanos) {
        return ordered && worker.open(nowNanos);
    }
}
