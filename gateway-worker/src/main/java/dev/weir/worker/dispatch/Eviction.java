package dev.weir.worker.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** Which collectors end when there is too little for all: of the lowest priority the newest. */
public final class Eviction {
    private static final Comparator<Evictable> FIRST = Comparator.comparingInt(Evictable::priority)
            .thenComparing(Comparator.comparingLong(Evictable::startedAtMillis).reversed())
            .thenComparing(Comparator.comparingLong(Evictable::number).reversed());

    private Eviction() {}

    /** Those whose end gives back so many permits; those that end already count. */
    public static List<Evictable> ofPermits(List<Evictable> all, long permits) {
        return pick(all, Evictable::weight, permits, all.size());
    }

    /** Those whose end gives back so many bytes, but one of so many at most: the next collection tells whether it was enough. */
    public static List<Evictable> ofBytes(List<Evictable> all, long bytes, int oneOf) {
        return pick(all, Evictable::bytes, bytes, (all.size() + oneOf - 1) / oneOf);
    }

    private static List<Evictable> pick(List<Evictable> all, ToLongFunction<Evictable> size, long wanted, int most) {
        long left =
                wanted - all.stream().filter(Evictable::ending).mapToLong(size).sum();
        List<Evictable> order =
                all.stream().filter(each -> !each.ending()).sorted(FIRST).toList();
        List<Evictable> picked = new ArrayList<>();
        for (Evictable each : order) {
            if (left <= 0 || picked.size() >= most) {
                break;
            }
            picked.add(each);
            left -= size.applyAsLong(each);
        }
        return picked;
    }
}
