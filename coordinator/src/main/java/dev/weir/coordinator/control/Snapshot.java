package dev.weir.coordinator.control;

import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.plan.IdentifyPace;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest look at the fleet, for REST and meters.
 *
 * @param sinceRenewal by holder, how long before this look it was last seen to renew
 * @param waits by shard, those that asked to identify again and again and wait for that reason
 * @param observedAt wall clock of this process, for people
 * @param observedNanos its monotonic clock, for ages
 * @param leading whether this process led when it looked
 * @param maxConcurrency identify buckets, 0 when this process does not know
 * @param identifiesLeft IDENTIFYs left today, -1 when this process does not know or nobody counts
 * @param decided what this process decided in its last round as leader, or null
 * @param trouble what keeps this coordinator from doing its work, or null
 */
public record Snapshot(
        FleetView view,
        Map<String, Duration> sinceRenewal,
        Map<Integer, IdentifyPace.Wait> waits,
        Instant observedAt,
        long observedNanos,
        boolean leading,
        int maxConcurrency,
        long identifiesLeft,
        @Nullable Decided decided,
        @Nullable String trouble) {
    public Snapshot {
        sinceRenewal = Map.copyOf(sinceRenewal);
        waits = Map.copyOf(waits);
    }

    static Snapshot nothingYet(long nowNanos) {
        return new Snapshot(
                FleetView.EMPTY,
                Map.of(),
                Map.of(),
                Instant.EPOCH,
                nowNanos,
                false,
                0,
                -1,
                null,
                "the fleet was not read yet");
    }

    /** Whether the fleet's maps were ever read. */
    public boolean seen() {
        return !observedAt.equals(Instant.EPOCH);
    }

    Snapshot deciding(@Nullable Decided what) {
        return new Snapshot(
                view,
                sinceRenewal,
                waits,
                observedAt,
                observedNanos,
                leading,
                maxConcurrency,
                identifiesLeft,
                what,
                trouble);
    }

    Snapshot inTrouble(@Nullable String what) {
        return new Snapshot(
                view,
                sinceRenewal,
                waits,
                observedAt,
                observedNanos,
                leading,
                maxConcurrency,
                identifiesLeft,
                decided,
                what);
    }
}
