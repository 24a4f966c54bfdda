package dev.weir.worker.cluster;

import dev.weir.model.LeaseTerms;
import dev.weir.model.WorkerId;
import dev.weir.model.WorkerProfile;
import dev.weir.worker.shard.WorkerLease;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Keeps this worker in the fleet: joins, renews its lease every 2 s with a report, and hands over the orders that come back.
 *
 * <p>One thread of its own does all of it. When the fleet says the epoch is over it joins anew, and keeps what it has until
 * the leader has decided.
 */
public final class Membership implements AutoCloseable {
    private final Enrolment enrolment;
    private final LongSupplier nanoTime;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private boolean hinted;
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

    /** Renews soon: new orders may be there, or something changed that the leader waits for. Any thread; never blocks long. */
    public void hint() {
        lock.lock();
        try {
            hinted = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The current epoch, or 0 when this worker is not in the fleet. */
    public long epoch() {
        return enrolment.epoch();
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
        lock.lock();
        try {
            while (!closing) {
                long since = nanoTime.getAsLong() - last;
                long after = enrolment.afterNanos(hinted);
                if (since >= after) {
                    hinted = false;
                    return true;
                }
                wake.awaitNanos(after - since);
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
