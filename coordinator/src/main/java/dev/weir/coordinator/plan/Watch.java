package dev.weir.coordinator.plan;

import dev.weir.model.LeaseTerms;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which renewal counters have stood still for too long, on this process's monotonic clock alone.
 *
 * <p>Owned by the control loop of every coordinator, whether it leads or not, so a new leader goes on with what it has seen itself.
 * A gap in the loop does not count: while this process looked at nothing the workers may have reached nobody either.
 */
public final class Watch {
    /** Stands for a holder that is named somewhere but has no row. */
    public static final long NO_ROW = -1;

    static final Duration GAP = Duration.ofSeconds(1);

    private final Map<String, Sighting> sightings = new HashMap<>();
    private long lastLookNanos;
    private boolean looked;

    /** A counter; {@code watchedSinceNanos} is when it was first seen, and later by every gap since. */
    private record Sighting(long counter, long movedAtNanos, long watchedSinceNanos) {}

    /**
     * Takes note of all counters.
     *
     * @param counters by holder, {@link #NO_ROW} for one without a row; holders that are missing are forgotten
     */
    public void look(Map<String, Long> counters, long nowNanos) {
        long sinceLook = looked ? nowNanos - lastLookNanos : 0;
        long gap = sinceLook > GAP.toNanos() ? sinceLook : 0;
        looked = true;
        lastLookNanos = nowNanos;
        sightings.keySet().retainAll(counters.keySet());
        counters.forEach((holder, counter) -> {
            Sighting last = sightings.get(holder);
            if (last == null || last.counter != counter) {
                sightings.put(holder, new Sighting(counter, nowNanos, nowNanos));
            } else if (gap > 0) {
                sightings.put(holder, new Sighting(counter, last.movedAtNanos, last.watchedSinceNanos + gap));
            }
        });
    }

    /** Holders whose lease must have run out. */
    public Set<String> stale(long nowNanos) {
        Set<String> stale = new HashSet<>();
        sightings.forEach((holder, last) -> {
            if (nowNanos - last.watchedSinceNanos >= LeaseTerms.WATCH.toNanos()) {
                stale.add(holder);
            }
        });
        return stale;
    }

    /** How long until the next holder becomes stale, unless it renews; 0 when one is, {@link Long#MAX_VALUE} without holders. */
    public long untilStaleNanos(long nowNanos) {
        long least = Long.MAX_VALUE;
        for (Sighting each : sightings.values()) {
            least = Math.min(least, LeaseTerms.WATCH.toNanos() - (nowNanos - each.watchedSinceNanos));
        }
        return Math.max(0, least);
    }

    /** How long ago this process saw a holder renew, or -1 ns when it does not know the holder. */
    public Duration sinceRenewal(String holder, long nowNanos) {
        Sighting last = sightings.get(holder);
        return Duration.ofNanos(last == null ? -1 : nowNanos - last.movedAtNanos);
    }
}
