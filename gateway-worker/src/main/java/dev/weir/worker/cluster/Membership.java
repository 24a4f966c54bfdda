package dev.weir.worker.cluster;

import dev.weir.model.LeaseTerms;
import dev.weir.model.WorkerId;
import dev.weir.model.WorkerProfile;
import dev.weir.worker.shard.WorkerLease;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Keeps this worker in the fleet: joins, renews its lease every 2 s with a report, and hands over the orders that come back.
 *
 * <p>One platform thread of its own does all of it, and shares no lock with what hints: bots do that too, on virtual threads, and one
 * that has no carrier would be in the way of all behind it. When the fleet says the epoch is over it joins anew, and keeps what it has until
 * the leader has decided.
 */
public final class Membership implements AutoCloseable {
    private final Enrolment enrolment;
    private final LongSupplier nanoTime;
    private final Thread thread;

    private final AtomicBoolean hinted = new AtomicBoolean();
    private volatile boolean closing;

    /** Does nothing until {@link #start}. */
    public Membership(
            WorkerId worker,
            WorkerProfile profile,
            WorkerRows rows,
            WorkerLease lease,
            Crew crew,
            LongSupplier nanoTime) {
        this.enrolment = new Enrolment(worker, UUID.randomUUID().toString(), profile, rows, lease, crew, nanoTime);
        this.nanoTime = nanoTime;
        this.thread = Thread.ofPlatform().name("weir-membership").daemon(true).unstarted(this::run);
    }

    /** Begins to join, in the background. */
    public void start() {
        thread.start();
    }

    /** Renews soon: new orders may be there, or something changed that the leader waits for. Any thread; never blocks. */
    public void hint() {
        hinted.set(true);
        LockSupport.unpark(thread);
    }

    /** The current epoch, or 0 when this worker is not in the fleet. */
    public long epoch() {
        return enrolment.epoch();
    }

    /** The epoch of another process with this worker's name that keeps it out of the fleet; 0 when there is none. */
    public long namesake() {
        return enrolment.namesake();
    }

    /** Says goodbye, so that nobody waits for the lease to run out. Call when nothing is acted for any more. */
    @Override
    public void close() {
        closing = true;
        hint();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        enrolment.leave();
    }

    private void run() {
        long last = nanoTime.getAsLong() - LeaseTerms.RENEW_EVERY.toNanos();
        while (pause(last)) {
            last = nanoTime.getAsLong();
            enrolment.round();
        }
    }

    /** Waits until the next renewal is due; false when closing. */
    private boolean pause(long last) {
        while (!closing) {
            long left = last + enrolment.afterNanos(hinted.get()) - nanoTime.getAsLong();
            if (left <= 0) {
                hinted.set(false);
                return true;
            }
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                return false;
            }
        }
        return false;
    }
}
