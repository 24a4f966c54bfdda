package dev.weir.worker.admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, and who is next: first come first served within a tenant, deficit round robin between tenants.
 *
 * <p>In each round a tenant may take as many permits as its share is; what it cannot use yet, because its first waiter takes
 * more than one permit, it keeps for the next round. A waiter that is held back by a limit of its own (its guild's, its
 * user's) steps aside until that limit has room, and holds up nobody. Not thread-safe; knows no clock.
 */
final class FairQueue<E extends FairQueue.Entry> {
    private final Map<Long, Integer> shares;
    private final Map<Long, Tenant<E>> tenants = new HashMap<>();
    private final LinkedHashSet<Tenant<E>> ring = new LinkedHashSet<>();
    private final Map<Cell, LinkedHashSet<E>> aside = new HashMap<>();
    private int ready;
    private int readyWeight;
    private int waiting;

    /** One that waits. */
    static class Entry {
        final long tenant;
        final int weight;

        @Nullable
        Cell heldBackBy;

        @Nullable
        Cell cameFrom;

        boolean waits;

        Entry(long tenant, int weight) {
            this.tenant = tenant;
            this.weight = weight;
        }
    }

    /** What became of one whose turn it was. */
    sealed interface Verdict {
        /** It got its permits. */
        record Taken() implements Verdict {}

        /** Nobody can get any now. */
        record Full() implements Verdict {}

        /** A limit of its own holds it back; others may go on. */
        record HeldBack(Cell by) implements Verdict {}

        Verdict TAKEN = new Taken();
        Verdict FULL = new Full();
    }

    private static final class Tenant<E> {
        final long id;
        final int share;
        final LinkedHashSet<E> ready = new LinkedHashSet<>();
        int waiting;
        long deficit;
        boolean inTurn;

        Tenant(long id, int share) {
            this.id = id;
            this.share = share;
        }
    }

    FairQueue(Map<Long, Integer> shares) {
        this.shares = Map.copyOf(shares);
    }

    /** Everybody who waits. */
    int size() {
        return waiting;
    }

    /** Those whom no limit of their own holds back. */
    int ready() {
        return ready;
    }

    /** How many permits those need. */
    int readyWeight() {
        return readyWeight;
    }

    int ofTenant(long tenant) {
        Tenant<E> of = tenants.get(tenant);
        return of == null ? 0 : of.waiting;
    }

    /** How many go before a newcomer of this tenant, at most. */
    int place(long tenant) {
        Tenant<E> of = tenants.get(tenant);
        return place(of == null ? 0 : of.ready.size(), of != null && ring.contains(of) ? ring.size() - 1 : ring.size());
    }

    /** How many go before one that waits, at most; -1 for one that does not wait. */
    int place(E entry) {
        Tenant<E> of = tenants.get(entry.tenant);
        if (of == null || !entry.waits) {
            return -1;
        }
        int before = 0;
        for (E each : of.ready) {
            if (each.equals(entry)) {
                break;
            }
            before++;
        }
        return place(before, ring.contains(of) ? ring.size() - 1 : ring.size());
    }

    private int place(int before, int others) {
        return (int) Math.min(ready, before + (before + 1L) * others);
    }

    void add(E entry) {
        Tenant<E> of =
                tenants.computeIfAbsent(entry.tenant, id -> new Tenant<>(id, Math.max(1, shares.getOrDefault(id, 1))));
        entry.waits = true;
        of.waiting++;
        waiting++;
        enter(of, entry, false);
    }

    /** Takes one out that waits no more; false when it did not wait. */
    boolean remove(E entry) {
        Tenant<E> of = tenants.get(entry.tenant);
        if (of == null || !entry.waits) {
            return false;
        }
        entry.waits = false;
        if (entry.heldBackBy != null) {
            comeBack(entry);
        } else {
            leave(of, entry);
        }
        waiting--;
        if (--of.waiting == 0) {
            tenants.remove(of.id);
        }
        return true;
    }

    /** The limit from which it came back last, and whose room it has not used: others may want it. */
    @Nullable
    Cell cameFrom(E entry) {
        return entry.cameFrom;
    }

    /**
     * Serves as many as can be.
     *
     * @param attempt tries to take for one
     * @param served told of each that got its permits; it is out of the queue by then
     */
    void serve(Function<E, Verdict> attempt, Consumer<E> served) {
        while (!ring.isEmpty()) {
            Tenant<E> first = ring.getFirst();
            if (!first.inTurn) {
                first.inTurn = true;
                first.deficit += first.share;
            }
            E next = first.ready.getFirst();
            if (next.weight > first.deficit) {
                endTurn(first);
                continue;
            }
            switch (attempt.apply(next)) {
                case Verdict.Taken _ -> {
                    first.deficit -= next.weight;
                    remove(next);
                    served.accept(next);
                }
                case Verdict.HeldBack heldBack -> stepAside(first, next, heldBack.by());
                case Verdict.Full _ -> {
                    return;
                }
            }
        }
    }

    /** A limit has room again: as many as fit come back, before all others of their tenants. */
    void comeBack(Cell limit) {
        LinkedHashSet<E> those = aside.get(limit);
        if (those == null) {
            return;
        }
        long left = limit.room();
        List<E> back = new ArrayList<>();
        for (E each : those) {
            left -= each.weight;
            if (left < 0) {
                break;
            }
            back.add(each);
        }
        for (E each : back.reversed()) {
            comeBack(each);
            each.cameFrom = limit;
            Tenant<E> of = tenants.get(each.tenant);
            if (of != null) {
                enter(of, each, true);
            }
        }
    }

    /** Takes everybody out. */
    List<E> clear() {
        List<E> all = new ArrayList<>();
        tenants.values().forEach(each -> all.addAll(each.ready));
        aside.values().forEach(all::addAll);
        all.forEach(this::remove);
        return all;
    }

    /** Tenants of whom most wait. */
    List<PermitPool.TenantQueue> longest(int most) {
        return tenants.values().stream()
                .map(each -> new PermitPool.TenantQueue(each.id, each.waiting))
                .sorted((a, b) -> Integer.compare(b.waiting(), a.waiting()))
                .limit(most)
                .toList();
    }

    private void enter(Tenant<E> of, E entry, boolean first) {
        if (first) {
            of.ready.addFirst(entry);
        } else {
            of.ready.add(entry);
        }
        ready++;
        readyWeight += entry.weight;
        ring.add(of);
    }

    private void leave(Tenant<E> of, E entry) {
        of.ready.remove(entry);
        ready--;
        readyWeight -= entry.weight;
        if (of.ready.isEmpty()) {
            of.deficit = 0;
            of.inTurn = false;
            ring.remove(of);
        } else if (of.inTurn && of.deficit == 0) {
            endTurn(of);
        }
    }

    private void endTurn(Tenant<E> of) {
        of.inTurn = false;
        ring.remove(of);
        ring.add(of);
    }

    private void stepAside(Tenant<E> of, E entry, Cell limit) {
        Cell from = entry.cameFrom;
        leave(of, entry);
        LinkedHashSet<E> those = aside.computeIfAbsent(limit, _ -> new LinkedHashSet<>());
        if (limit.equals(from)) {
            those.addFirst(entry);
        } else {
            those.add(entry);
        }
        entry.heldBackBy = limit;
        entry.cameFrom = null;
        limit.park();
        if (from != null && !from.equals(limit)) {
            comeBack(from);
        }
        // Whoever gives back looks at the count after giving, this looks at the room after counting: one sees the
        // other.
        comeBack(limit);
    }

    private void comeBack(E entry) {
        Cell limit = entry.heldBackBy;
        LinkedHashSet<E> those = limit == null ? null : aside.get(limit);
        if (limit != null && those != null && those.remove(entry)) {
            limit.unpark();
            if (those.isEmpty()) {
                aside.remove(limit);
            }
        }
        entry.heldBackBy = null;
    }
}
