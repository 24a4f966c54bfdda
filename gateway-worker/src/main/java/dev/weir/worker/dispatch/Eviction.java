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
        return pick(all, inOrder(all), Evictable::weight, permits, all.size());
    }

    /**
     * Those whose end gives back so many bytes, but one of so many at most: the next collection tells whether it was enough.
     *
     * @param spared bytes that those who stay may take in any case
     */
    public static List<Evictable> ofBytes(List<Evictable> all, long bytes, int oneOf, long spared) {
        return pick(all, worthEnding(all, spared), Evictable::bytes, bytes, (all.size() + oneOf - 1) / oneOf);
    }

    /**
     * Those to end when memory is short, the first first. Who is left when the rest take so few bytes is not among them: their end
     * would bring next to nothing. Memory that is held by those that end already comes back when their handlers are done.
     */
    static List<Evictable> worthEnding(List<Evictable> all, long spared) {
        List<Evictable> order = inOrder(all);
        long left = order.stream().mapToLong(Evictable::bytes).sum();
        int worth = 0;
        while (worth < order.size() && left > spared) {
            left -= order.get(worth).bytes();
            worth++;
        }
        return order.subList(0, worth);
    }

    private static List<Evictable> inOrder(List<Evictable> all) {
        return all.stream().filter(each -> !each.ending()).sorted(FIRST).toList();
    }

    private static List<Evictable> pick(
            List<Evictable> all, List<Evictable> order, ToLongFunction<Evictable> size, long wanted, int most) {
        long left =
                wanted - all.stream().filter(Evictable::ending).mapToLong(size).sum();
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
