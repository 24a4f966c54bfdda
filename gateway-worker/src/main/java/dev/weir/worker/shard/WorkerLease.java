package dev.weir.worker.shard;

import dev.weir.model.LeaseTerms;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether this worker may act at all: the end of its lease on its own monotonic clock.
 *
 * <p>The monotonic clock of a machine that was suspended stands still, so the wall clock is compared with it: when the two have
 * moved apart since the renewal was sent, nobody knows how long that was, and the gate is closed until the next renewal.
 *
 * <p>Written by the thread that renews, read by everybody on every event and every action.
 */
public final class WorkerLease implements ActingGate {
    /** How far the wall clock may move against the monotonic one within a lease. */
    static final Duration JUMP = Duration.ofSeconds(1);

    private static final long LENGTH_NANOS =
            LeaseTerms.TTL.minus(LeaseTerms.MARGIN).toNanos();

    private final LongSupplier wallMillis;
    private volatile Term term;

    /**
     * One stretch of time in which this worker may act.
     *
     * @param endNanos on the monotonic clock
     * @param apartMillis wall clock less monotonic clock when it was asked for
     */
    private record Term(long endNanos, long apartMillis) {
        boolean holds(long nowNanos, long wallMillis) {
            return nowNanos - endNanos < 0 && Math.abs(apart(nowNanos, wallMillis) - apartMillis) <= JUMP.toMillis();
        }
    }

    /** Starts closed. */
    public WorkerLease(LongSupplier nanoTime) {
        this(nanoTime, System::currentTimeMillis);
    }

    /** Starts closed; reads the given wall clock, in milliseconds. */
    public WorkerLease(LongSupplier nanoTime, LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
        this.term = new Term(nanoTime.getAsLong(), 0);
    }

    /** A request that may bring a lease goes out now; its answer is to be told with what this returns. */
    public Asked asked(long nowNanos) {
        return new Asked(nowNanos, apart(nowNanos, wallMillis.getAsLong()));
    }

    /** When a renewal was sent, on both clocks. */
    public record Asked(long sentNanos, long apartMillis) {}

    /**
     * A renewal was granted.
     *
     * @param asked from before it was sent: the lease counts from there, as the answer may have taken long
     * @param answeredAt monotonic clock when the answer was there
     * @return false when the answer came after the very lease it grants; then nothing changes
     */
    public boolean granted(Asked asked, long answeredAt) {
        Term next = new Term(asked.sentNanos + LENGTH_NANOS, asked.apartMillis);
        if (!next.holds(answeredAt, wallMillis.getAsLong())) {
            return false;
        }
        Term last = term;
        if (next.endNanos - last.endNanos > 0 || next.apartMillis != last.apartMillis) {
            term = next;
        }
        return true;
    }

    /** The fleet said that the lease is over. */
    public void lost(long now) {
        term = new Term(now, 0);
    }

    @Override
    public boolean open(long nowNanos) {
        return term.holds(nowNanos, wallMillis.getAsLong());
    }

    /** Whether this worker may act, and less than {@code length} has passed since something was asked, on both clocks. */
    boolean open(Asked asked, Duration length, long nowNanos) {
        return open(nowNanos)
                && new Term(asked.sentNanos + length.toNanos(), asked.apartMillis)
                        .holds(nowNanos, wallMillis.getAsLong());
    }

    /** A gate that is open for as long as the present lease would have been, whatever becomes of it. */
    ActingGate rest() {
        Term last = term;
        return nowNanos -> last.holds(nowNanos, wallMillis.getAsLong());
    }

    private static long apart(long nowNanos, long wallMillis) {
        return wallMillis - TimeUnit.NANOSECONDS.toMillis(nowNanos);
    }
}
