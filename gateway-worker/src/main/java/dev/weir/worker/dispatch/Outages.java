package dev.weir.worker.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the lane's shard heard nothing because its connection was gone. Bounded: keeps the last ones, and counts nothing twice.
 * Written by the lane, read by anybody.
 */
final class Outages {
    private static final int KEPT = 1_000;

    private record Outage(long from, long to) {}

    /** Replaced as a whole. */
    private volatile List<Outage> all = List.of();

    private volatile @Nullable Long since;

    void began(long now) {
        if (since == null) {
            since = now;
        }
    }

    void over(long now) {
        Long from = since;
        if (from != null) {
            List<Outage> more = new ArrayList<>(all.size() < KEPT ? all : all.subList(1, KEPT));
            more.add(new Outage(from, now));
            all = List.copyOf(more);
            since = null;
        }
    }

    /** How much of a time was such a one. */
    Duration within(long from, long to) {
        long nanos = 0;
        for (Outage each : all) {
            nanos += Math.max(0, Math.min(to, each.to) - Math.max(from, each.from));
        }
        Long open = since;
        if (open != null) {
            nanos += Math.max(0, to - Math.max(from, open));
        }
        return nanos == 0 ? Duration.ZERO : Duration.ofNanos(nanos);
    }
}
