package dev.weir.worker.shard;

import dev.weir.model.LeaseTerms;
import java.util.function.LongSupplier;

/**
 * Whether this worker may act at all: the end of its lease on its own monotonic clock.
 *
 * <p>Written by the thread that renews, read by everybody on every event and every action.
 */
public final class WorkerLease implements ActingGate {
    private static final long LENGTH_NANOS =
            LeaseTerms.TTL.minus(LeaseTerms.MARGIN).toNanos();

    private volatile long deadline;

    /** Starts closed. */
    public WorkerLease(LongSupplier nanoTime) {
        this.deadline = nanoTime.getAsLong();
    }

    /**
     * A renewal was granted.
     *
     * @param sentAt monotonic clock before it was sent: the lease counts from there, as the answer may have taken long
     * @param answeredAt monotonic clock when the answer was there
     * @return false when the answer came after the very lease it grants; then nothing changes
     */
    public boolean granted(long sentAt, long answeredAt) {
        long end = sentAt + LENGTH_NANOS;
        if (answeredAt - end >= 0) {
            return false;
        }
        if (end - deadline > 0) {
            deadline = end;
        }
        return true;
    }

    /** The fleet said that the lease is over. */
    public void lost(long now) {
        deadline = now;
    }

    @Override
    public boolean open(long nowNanos) {
        return nowNanos - deadline < 0;
    }
}
