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
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a worker stands with its fleet: outside, or in an epoch whose lease it renews. What {@link Membership} does round by
 * round, without its thread.
 */
public final class Enrolment {
    private static final Logger log = LoggerFactory.getLogger(Enrolment.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final WorkerId worker;
    private final String nonce;
    private final WorkerProfile profile;
    private final WorkerRows rows;
    private final WorkerLease lease;
    private final Crew crew;
    private final LongSupplier nanoTime;

    /** 0 while not joined; written by whoever calls {@link #round}. */
    private volatile long epoch;

    private long lastEpoch;
    private long counter;

    /** Epoch of another process of this name, for which this one waits; 0 for none. */
    private volatile long namesake;

    /** What went wrong last, so that it is said once; null while all is well. */
    private volatile @Nullable String trouble;

    /**
     * Outside at first.
     *
     * @param nonce see {@link dev.weir.cluster.WorkerRow}
     */
    public Enrolment(
            WorkerId worker,
            String nonce,
            WorkerProfile profile,
            WorkerRows rows,
            WorkerLease lease,
            Crew crew,
            LongSupplier nanoTime) {
        this.worker = worker;
        this.nonce = nonce;
        this.profile = profile;
        this.rows = rows;
        this.lease = lease;
        this.crew = crew;
        this.nanoTime = nanoTime;
    }

    /** The current epoch, or 0 when this worker is not in the fleet. */
    public long epoch() {
        return epoch;
    }

    /** The epoch of another process with this worker's name that keeps it out of the fleet; 0 when there is none. */
    public long namesake() {
        return namesake;
    }

    /** Joins when outside, and renews; blocks until the answers are there. */
    public void round() {
        boolean granted = false;
        try {
            granted = (epoch != 0 || join()) && renew();
        } catch (RuntimeException e) {
            namesake = 0;
            say("the fleet does not answer; trying again: " + e.getMessage());
        }
        crew.renewed(granted);
    }

    /** How long after the beginning of one round the next is due. */
    public long afterNanos(boolean hinted) {
        Duration after = trouble != null || epoch == 0
                ? RETRY
                : hinted ? LeaseTerms.RENEW_AT_MOST_EVERY : LeaseTerms.RENEW_EVERY;
        return after.toNanos();
    }

    /** Says what was used in the end, and goodbye, once nothing is acted for any more. */
    public void leave() {
        lease.lost(nanoTime.getAsLong());
        if (epoch != 0) {
            try {
                rows.change(new Renew(epoch, nonce, ++counter, crew.report()));
                rows.change(new Leave(epoch, nonce));
            } catch (RuntimeException e) {
                log.warn(
                        "could not say goodbye; the fleet will notice within {}: {}",
                        LeaseTerms.EXPIRE_AFTER,
                        e.getMessage());
            }
        }
    }

    private boolean join() {
        JoinAnswer answer = rows.change(new Join(worker.value(), nonce, lastEpoch, profile, crew.report()));
        if (!answer.joined()) {
            namesake = answer.epoch();
            say("another worker of worker.id '" + worker + "' is in the fleet (epoch " + answer.epoch()
                    + "): this one waits until that one has left, or has not renewed for " + LeaseTerms.WATCH.toMillis()
                    + " ms");
            return false;
        }
        namesake = 0;
        epoch = answer.epoch();
        lastEpoch = epoch;
        counter = 0;
        log.info("joined the fleet as '{}', epoch {}", worker, epoch);
        return true;
    }

    private boolean renew() {
        WorkerLease.Asked asked = lease.asked(nanoTime.getAsLong());
        RenewAnswer answer = rows.change(new Renew(epoch, nonce, ++counter, crew.report()));
        long answeredAt = nanoTime.getAsLong();
        if (!answer.granted()) {
            log.warn("epoch {} is over: joining anew; nothing is delivered until then", epoch);
            crew.epochOver();
            lease.lost(answeredAt);
            epoch = 0;
            return false;
        }
        if (!lease.granted(asked, answeredAt)) {
            log.warn(
                    "a renewal took {} ms, or the clocks jumped meanwhile: the lease it granted is not relied on",
                    (answeredAt - asked.sentNanos()) / 1_000_000);
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
