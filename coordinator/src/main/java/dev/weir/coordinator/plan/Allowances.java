package dev.weir.coordinator.plan;

import dev.weir.cluster.Holding;
import dev.weir.cluster.Ledger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a limit of the whole fleet is shared out.
 *
 * <p>At every instant the sum of all ceilings is at most the size. A ceiling is what a worker may be using whichever orders it
 * has seen: it is raised in the ledger before the orders with the higher allowance are written, and lowered only when the
 * worker has acted on the orders that carry the holding.
 */
public final class Allowances {
    /** What a worker has in reserve at least, when there is enough. */
    static final long SMALLEST_CHUNK = 8;

    /** Renewals in which a worker has had far too much, before some of it is called back. */
    static final long IDLE_RENEWALS = 2;

    private static final Comparator<Share> BY_HOLDER = Comparator.comparing(share -> share.demand.holder());

    private Allowances() {}

    /**
     * What to write.
     *
     * @param ledger to be written before any orders; the version is unchanged when there is nothing to write
     * @param allowances by holder, for the next orders
     */
    public record Decision(Ledger ledger, Map<String, Long> allowances) {
        public Decision {
            allowances = Map.copyOf(allowances);
        }
    }

    private static final class Share {
        final Demand demand;
        long ceiling;
        long sequence;
        long target;
        long allowance;

        Share(Demand demand) {
            this.demand = demand;
            this.allowance = demand.allowance();
        }

        long spare() {
            return allowance - demand.needed();
        }
    }

    /**
     * Decides one step.
     *
     * @param before the ledger as it is, or null when there is none yet
     * @param size permits for the whole fleet
     * @param demands one for each living worker
     * @param others by holder, what those without a demand still take, see {@link LeftBehind}
     * @param grant whether more may be granted; false while workers of an earlier life may still come back with what they
     *     hold, so only that is repeated
     */
    public static Decision decide(
            String limit,
            @Nullable Ledger before,
            long size,
            List<Demand> demands,
            Map<String, Long> others,
            boolean grant) {
        Map<String, Holding> old = before == null ? Map.of() : before.holdings();
        List<Share> shares = shares(demands);
        Map<String, Holding> kept = new LinkedHashMap<>();
        others.forEach((holder, ceiling) -> {
            Holding former = old.get(holder);
            kept.put(holder, new Holding(ceiling, former == null ? 0 : former.sequence()));
        });
        shares.forEach(each -> kept.remove(each.demand.holder()));
        long elsewhere = 0;
        for (Holding each : kept.values()) {
            elsewhere += each.ceiling();
        }

        shares.forEach(share -> settle(share, old.get(share.demand.holder())));
        adopt(shares, old, size - elsewhere);
        long free = size - elsewhere - burden(shares);
        if (grant) {
            boolean lowered = size < elsewhere + sumOfCeilings(shares);
            target(shares, size - elsewhere, lowered);
            move(shares, Math.max(0, free), lowered);
        }

        Map<String, Long> allowances = new LinkedHashMap<>();
        for (Share share : shares) {
            allowances.put(share.demand.holder(), share.allowance);
            kept.put(share.demand.holder(), new Holding(share.ceiling, share.sequence));
        }
        return new Decision(ledger(limit, before, size, kept), allowances);
    }

    private static Ledger ledger(String limit, @Nullable Ledger before, long size, Map<String, Holding> holdings) {
        if (before == null) {
            return new Ledger(limit, 1, size, holdings);
        }
        return before.size() == size && before.holdings().equals(holdings)
                ? before
                : new Ledger(limit, before.version() + 1, size, before.pin(), before.evict(), holdings);
    }

    private static List<Share> shares(List<Demand> demands) {
        List<Share> shares = new ArrayList<>(demands.size());
        demands.forEach(demand -> shares.add(new Share(demand)));
        shares.sort(BY_HOLDER);
        return shares;
    }

    /** Lowers a ceiling as far as what the worker has said allows. */
    private static void settle(Share share, @Nullable Holding holding) {
        Demand demand = share.demand;
        if (holding == null) {
            share.sequence = demand.sequence() + 1;
            return;
        }
        share.sequence = holding.sequence();
        share.ceiling = demand.ordersSeen() >= holding.sequence()
                ? Math.min(holding.ceiling(), Math.max(demand.allowance(), demand.held()))
                : holding.ceiling();
    }

    /** A new epoch goes on with what it holds, as far as there is room. */
    private static void adopt(List<Share> shares, Map<String, Holding> old, long room) {
        long left = room - sumOfCeilings(shares);
        for (Share share : shares) {
            if (!old.containsKey(share.demand.holder())) {
                share.ceiling = Math.clamp(share.demand.held(), 0, Math.max(0, left));
                share.allowance = share.ceiling;
                left -= share.ceiling;
            }
        }
    }

    /** What each would have if nothing had to be called back first. */
    private static void target(List<Share> shares, long size, boolean lowered) {
        long used = sum(shares, share -> share.demand.used());
        long left = Math.max(0, size);
        long most = left;
        for (Share share : shares) {
            // More in use than there is, since the size was lowered: each has to go down by the same part.
            share.target = !lowered || used <= most
                    ? share.demand.used()
                    : (long) ((double) share.demand.used() / used * most);
            left -= share.target;
        }
        left = pour(Math.max(0, left), shares, share -> share.demand.waiting());
        if (shares.isEmpty()) {
            return;
        }
        long largest = Math.max(1, left / (2L * shares.size()));
        pour(left, shares, share -> Math.min(largest, reserve(share.demand, size)));
    }

    private static long reserve(Demand demand, long size) {
        long quarter = Math.max(1, size / 4);
        return Math.clamp(demand.needed() / 4, Math.min(SMALLEST_CHUNK, quarter), quarter);
    }

    /** Shares out evenly until nobody wishes more, in favour of small wishes; returns what is left. */
    private static long pour(long amount, List<Share> shares, ToLongFunction<Share> wish) {
        List<Share> order = new ArrayList<>(shares);
        order.sort(Comparator.<Share>comparingLong(wish).thenComparing(BY_HOLDER));
        long left = amount;
        int open = order.size();
        for (Share share : order) {
            long given = Math.min(wish.applyAsLong(share), (left + open - 1) / open);
            share.target += given;
            left -= given;
            open--;
        }
        return left;
    }

    /** When the size was lowered everybody gives back what is above its target. */
    private static void move(List<Share> shares, long free, boolean lowered) {
        List<Share> rising = new ArrayList<>(shares);
        rising.removeIf(share -> !mustRise(share));
        long wanted = sum(rising, Allowances::missing);
        boolean callBack = lowered || wanted > free;
        for (Share share : shares) {
            boolean idle = share.demand.idleRenewals() >= IDLE_RENEWALS;
            if (share.target < share.allowance && (callBack || idle)) {
                share.allowance = share.target;
            }
        }
        long left = free;
        int open = rising.size();
        rising.sort(Comparator.<Share>comparingLong(share -> share.target - share.ceiling)
                .thenComparing(BY_HOLDER));
        for (Share share : rising) {
            long more = Math.min(missing(share), (left + open - 1) / open);
            left -= more;
            open--;
            long allowance = Math.min(share.target, share.ceiling + more);
            if (allowance > share.allowance) {
                share.allowance = allowance;
                share.ceiling = Math.max(share.ceiling, allowance);
                // Never back: the rows may have been read before another leader raised this very holding.
                share.sequence = Math.max(share.sequence, share.demand.sequence() + 1);
            }
        }
    }

    /** Whether a worker has used up three quarters of its reserve. */
    private static boolean mustRise(Share share) {
        long reserve = share.target - share.demand.needed();
        return share.target > share.allowance && (share.spare() <= 0 || share.spare() < reserve / 4);
    }

    /** Whether a worker had more than twice the reserve it needs. */
    public static boolean idle(long allowance, long used, long waiting, long size) {
        Demand now = new Demand("", 0, allowance, 0, allowance, used, waiting, 0);
        return allowance - now.needed() > 2 * reserve(now, size);
    }

    /** What is in use for certain counts too, even where a worker came back with more than there was room for. */
    private static long burden(List<Share> shares) {
        return sum(shares, share -> Math.max(share.ceiling, share.demand.held()));
    }

    private static long sumOfCeilings(List<Share> shares) {
        return sum(shares, share -> share.ceiling);
    }

    /** How far its ceiling is below what it should have. */
    private static long missing(Share share) {
        return Math.max(0, share.target - share.ceiling);
    }

    private static long sum(List<Share> shares, ToLongFunction<Share> part) {
        long sum = 0;
        for (Share share : shares) {
            sum += part.applyAsLong(share);
        }
        return sum;
    }
}
