package dev.weir.worker.cluster;

import dev.weir.cluster.Join;
import dev.weir.cluster.JoinAnswer;
import dev.weir.cluster.Leave;
import dev.weir.cluster.Renew;
import dev.weir.cluster.RenewAnswer;
import dev.weir.model.LeaseTerms;
import dev.weir.model.WorkerId;
import dev.weir.model.WorkerProfile;
import dev.weir.worker.shard.WorkerLease;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this worker in the fleet: joins, renews its lease every 2 s with a report, and hands over the orders that come back.
 *
 * <p>One thread of its own does all of it. When the fleet says the epoch is over it joins anew, and keeps what it has until
 * the leader has decided.
 */
public final class Membership implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Membership.class);
    private static final long RENEW_NANOS = LeaseTerms.RENEW_EVERY.toNanos();
    private static final long SOONEST_NANOS = LeaseTerms.RENEW_AT_MOST_EVERY.toNanos();
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final WorkerId worker;
    private final WorkerProfile profile;
    private final WorkerRows rows;
    private final WorkerLease lease;
    private final Crew crew;
    private final LongSupplier nanoTime;
    private final String nonce = UUID.randomUUID().toString();
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private boolean hinted;
    private volatile boolean closing;

    /** 0 while not joined; written by the thread only. */
    private volatile long epoch;

    private long lastEpoch;
    private long counter;

    /** What went wrong last, so that it is said once; null while all is well. */
    private @Nullable String trouble;

    /** Does nothing until {@link #start}. */
    public Membership(
            WorkerId worker,
            WorkerProfile profile,
            WorkerRows rows,
            WorkerLease lease,
            Crew crew,
            LongSupplier nanoTime) {
        this.worker = worker;
        this.profile = profile;
        this.rows = rows;
        this.lease = lease;
        this.crew = crew;
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
        return epoch;
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
        lease.lost(nanoTime.getAsLong());
        if (epoch != 0) {
            try {
                rows.change(new Leave(epoch));
            } catch (RuntimeException e) {
                log.warn(
                        "could not say goodbye; the fleet will notice within {}: {}",
                        LeaseTerms.EXPIRE_AFTER,
                        e.getMessage());
            }
        }
    }

    private void run() {
        long last = nanoTime.getAsLong() - RENEW_NANOS;
        while (pause(last)) {
            last = nanoTime.getAsLong();
            boolean granted = false;
            try {
                granted = (epoch != 0 || join()) && renew();
            } catch (RuntimeException e) {
                say("the fleet does not answer; trying again: " + e.getMessage());
            }
            crew.renewed(granted);
        }
    }

    /** Waits until the next renewal is due; false when closing. */
    private boolean pause(long last) {
        lock.lock();
        try {
            while (!closing) {
                long since = nanoTime.getAsLong() - last;
                long after = trouble != null || epoch == 0 ? RETRY_NANOS : hinted ? SOONEST_NANOS : RENEW_NANOS;
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

    private boolean join() {
        JoinAnswer answer = rows.change(new Join(worker.value(), nonce, lastEpoch, profile, crew.report()));
        if (!answer.joined()) {
            say("a worker named '" + worker + "' is in the fleet already (epoch " + answer.epoch()
                    + "); waiting for it to leave or expire: give each worker its own worker.id");
            return false;
        }
        epoch = answer.epoch();
        lastEpoch = epoch;
        counter = 0;
        log.info("joined the fleet as '{}', epoch {}", worker, epoch);
        return true;
    }

    private boolean renew() {
        long sentAt = nanoTime.getAsLong();
        RenewAnswer answer = rows.change(new Renew(epoch, ++counter, crew.report()));
        long answeredAt = nanoTime.getAsLong();
        if (!answer.granted()) {
            log.warn("epoch {} is over: joining anew; nothing is delivered until then", epoch);
            lease.lost(answeredAt);
            epoch = 0;
            crew.epochOver();
            return false;
        }
        if (!lease.granted(sentAt, answeredAt)) {
            log.warn(
                    "a renewal took {} ms, longer than the lease it granted; ignored",
                    (answeredAt - sentAt) / 1_000_000);
            return false;
        }
        if (trouble != null) {
            log.info("the fleet answers again");
            trouble = null;
        }
        crew.follow(answer.orders());
        return true;
    }

    private void say(String what) {
        if (!what.equals(trouble)) {
            log.warn("{}", what);
        }
        trouble = what;
    }
}
