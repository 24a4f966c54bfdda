package dev.weir.coordinator.rest;

import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.control.Snapshot;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.LeaseTerms;
import dev.weir.process.HttpProblem;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest snapshot at the moment of one request, with its age.
 *
 * @param age how long ago the fleet was looked at
 */
record Look(Snapshot snapshot, Duration age) {

    static Look at(ControlLoop loop) {
        return new Look(loop.newest(), loop.age());
    }

    /** Whether this coordinator led when it looked, and that was lately. */
    boolean leading() {
        return snapshot.leading() && age.compareTo(ControlLoop.FRESH) <= 0;
    }

    /** Whether the look is older than a lease: whatever was seen may be otherwise now. */
    boolean isOld() {
        return age.compareTo(LeaseTerms.TTL) > 0;
    }

    /** Whether a worker last renewed longer ago than a lease: what it reported may be otherwise now. */
    boolean isOld(WorkerRow row) {
        Long renewed = renewalAgeMillis(row);
        return isOld() || (renewed != null && renewed > LeaseTerms.TTL.toMillis());
    }

    /** A fact of the look; null when it is too old to be one. */
    <T> @Nullable T known(T fact) {
        return isOld() ? null : fact;
    }

    FleetView view() {
        return snapshot.view();
    }

    /** How long ago a worker was last seen to renew, in ms; null when that is not known. */
    @Nullable
    Long renewalAgeMillis(WorkerRow row) {
        Duration before = snapshot.sinceRenewal().get(row.holder());
        return before == null || before.isNegative() ? null : before.plus(age).toMillis();
    }

    @Nullable
    Instant renewedAt(WorkerRow row) {
        Duration before = snapshot.sinceRenewal().get(row.holder());
        return before == null || before.isNegative()
                ? null
                : snapshot.observedAt().minus(before);
    }

    /** Refuses until a leader has decided how many shards there are. */
    int shardCount() {
        int count = view().shardCount();
        if (count == 0) {
            throw HttpProblem.unavailable(
                    "how many shards this fleet has is not known yet: the leader asks Discord for it");
        }
        return count;
    }

    /** Reads the index of a shard. */
    int shard(String field, String text) {
        int count = shardCount();
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) >= count) {
            throw HttpProblem.badRequest(
                    field + " '" + text + "' is no shard of this fleet: expected a number from 0 to " + (count - 1));
        }
        return Integer.parseInt(text);
    }
}
