package dev.weir.worker.shard;

import dev.weir.model.LeaseTerms;

/**
 * Whether this worker may act for one shard: its lease must hold, and its present epoch must have been ordered to.
 */
public final class ShardLease implements ActingGate {
    private static final ActingGate CLOSED = _ -> false;

    private final WorkerLease worker;
    private volatile boolean ordered = true;
    private volatile ActingGate rest = CLOSED;

    /** Open from the start, as long as the worker's lease holds. */
    public ShardLease(WorkerLease worker) {
        this.worker = worker;
    }

    /** The orders of the present epoch name this shard. */
    public void confirm() {
        rest = CLOSED;
        ordered = true;
    }

    /** The orders no longer name this shard: closed from now on. */
    public void revoke() {
        ordered = false;
        rest = CLOSED;
    }

    /** The epoch is over; closed from now on. To be called before the worker's lease is ended. */
    public void epochOver() {
        if (ordered) {
            rest = worker.rest();
        }
        ordered = false;
    }

    /** Whether the epoch in which this shard was ordered is over although its lease would still hold: nobody else can have it. */
    public boolean live(long nowNanos) {
        return !ordered && rest.open(nowNanos);
    }

    /** The right to send one IDENTIFY with a slot that is asked for now: a narrower one than to act, and short. */
    public ActingGate toIdentify(long nowNanos) {
        WorkerLease.Asked asked = worker.asked(nowNanos);
        return later -> ordered && worker.open(asked, LeaseTerms.IDENTIFY_WITHIN, later);
    }

    @Override
    public boolean open(long nowNanos) {
        return ordered && worker.open(nowNanos);
    }
}
