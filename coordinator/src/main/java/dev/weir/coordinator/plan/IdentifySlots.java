package dev.weir.coordinator.plan;

import dev.weir.cluster.GiveSlots;
import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.Slot;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.LeaseTerms;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may send IDENTIFY: one shard of each bucket has its turn, and the next one follows when Discord must have forgotten the
 * last.
 *
 * <p>Whose turn it is stands in the fleet's {@link IdentifyBook}. The leader gives a slot there by compare-and-set, the worker
 * takes it there as the last thing before it sends IDENTIFY: so two leaders by mistake, late orders, or a worker that was lost
 * change nothing. What nobody took can be given to another at once; after a slot was taken its bucket waits.
 *
 * <p>Shards that nobody acts for go first, then those that lost their session, then those that were only moved; a bucket in which
 * Discord refused an identify is {@linkplain Spacing slowed down}, and so is a shard that {@linkplain IdentifyPace asks too often}.
 *
 * <p>A leader makes a new one of these when it begins to lead; it remembers only since when each slot has been as it is, on its
 * own clock. Owned by the control loop.
 */
public final class IdentifySlots {
    /** When it is not known whether the IDENTIFY was sent: how long after the slot was seen to be taken it may still be. */
    static final Duration TAKEN_FOR = LeaseTerms.IDENTIFY_WITHIN.plusMillis(1_500);

    /** A slot that nobody has taken by then goes to another shard. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A slot that is due within this time is not left to the next round of the loop. */
    static final Duration SOON = Duration.ofMillis(250);

    private final int maxConcurrency;
    private final Seen[] seen;
    private final Spacing spacing;
    private final IdentifyPace pace;
    private long lastNumber;

    /**
     * A bucket as this leader knows it.
     *
     * @param slot its last one, or null when there is none in the book: it may have been lost with the maps
     * @param used whether its worker reported that it is used up
     * @param sinceNanos when it was first seen like that, or when its IDENTIFY was sent at the latest
     */
    private record Seen(@Nullable Slot slot, boolean used, long sinceNanos) {}

    /** A shard that waits; {@code rank} is 0 when nobody acts for it, 1 when its session was lost, 2 when it was only moved. */
    private record Candidate(int shard, int rank) {}

    /**
     * What a step found.
     *
     * @param give to be written; only what is in the book after that is true
     * @param soon whether a slot is due before the loop would come round by itself, so that it is worth to look sooner
     */
    public record Step(GiveSlots give, boolean soon) {}

    /**
     * Has seen nothing yet.
     *
     * @param pace tells which shard waits longer than its turn
     */
    public IdentifySlots(int maxConcurrency, IdentifyPace pace, long nowNanos) {
        this.pace = pace;
        this.maxConcurrency = maxConcurrency;
        this.seen = new Seen[maxConcurrency];
        this.spacing = new Spacing(maxConcurrency);
        Arrays.fill(seen, new Seen(null, false, nowNanos));
    }

    /** The longest distance that is kept in any bucket now. */
    public Duration slowest() {
        return spacing.slowest();
    }

    public int maxConcurrency() {
        return maxConcurrency;
    }

    /** The slots of a book that the orders have to name: by shard, those that its present owner may take. */
    public static Map<Integer, Long> open(FleetView view, IdentifyBook book) {
        Map<Integer, Long> open = new TreeMap<>();
        for (Slot slot : book.slots().values()) {
            if (!slot.taken() && view.record(slot.shard()).token() == slot.token()) {
                open.put(slot.shard(), slot.number());
            }
        }
        return open;
    }

    /**
     * Looks at who used its slot, and gives out new ones.
     *
     * @param budget how many more IDENTIFYs Discord allows today
     * @param moved shards that their former worker could have kept
     */
    public Step step(FleetView view, long nowNanos, IdentifyBudget budget, Set<Integer> moved) {
        Map<Integer, Slot> misplaced = misplaced(view.book());
        if (!misplaced.isEmpty()) {
            // Left by a leader that knew another max_concurrency. Nobody may take them while other buckets are counted.
            Arrays.fill(seen, new Seen(null, false, nowNanos));
            return new Step(new GiveSlots(misplaced, Map.of()), false);
        }
        look(view, nowNanos);
        spacing.look(view);
        Map<Integer, Slot> before = new TreeMap<>();
        Map<Integer, Slot> next = new TreeMap<>();
        boolean soon = false;
        for (int bucket = 0; bucket < maxConcurrency && next.size() < budget.left(); bucket++) {
            Seen last = seen[bucket];
            long due = dueInNanos(view, bucket, nowNanos);
            boolean movesToo = next.size() < budget.forMoves();
            Integer shard = due <= SOON.toNanos() ? next(view, bucket, nowNanos, moved, movesToo) : null;
            soon |= shard != null && due > 0;
            if (shard != null && due <= 0) {
                if (last.slot != null) {
                    before.put(bucket, last.slot);
                }
                next.put(
                        bucket,
                        new Slot(
                                shard,
                                view.shardCount(),
                                ++lastNumber,
                                view.record(shard).token(),
                                false));
            }
        }
        return new Step(new GiveSlots(before, next), soon);
    }

    private Map<Integer, Slot> misplaced(IdentifyBook book) {
        Map<Integer, Slot> misplaced = new TreeMap<>();
        book.slots().forEach((bucket, slot) -> {
            if (slot.shard() % maxConcurrency != bucket) {
                misplaced.put(bucket, slot);
            }
        });
        return misplaced;
    }

    private void look(FleetView view, long nowNanos) {
        Long[] used = new Long[maxConcurrency];
        // Numbers grow above all that were ever seen, so that no worker takes an old slot for a new one.
        for (WorkerRow row : view.workers().values()) {
            for (ShardStatus status : row.report().shards()) {
                lastNumber = Math.max(lastNumber, status.slotUsed());
                int bucket = status.index() % maxConcurrency;
                Slot slot = view.book().slots().get(bucket);
                if (slot != null
                        && slot.shard() == status.index()
                        && slot.count() == status.count()
                        && slot.token() == status.token()
                        && slot.number() <= status.slotUsed()) {
                    used[bucket] = nowNanos
                            - Math.max(
                                    0, Duration.ofMillis(status.slotAgeMillis()).toNanos());
                    if (!isUsed(bucket, slot)) {
                        spacing.used(bucket, row, status);
                    }
                }
            }
            for (long ordered : row.orders().identifySlots().values()) {
                lastNumber = Math.max(lastNumber, ordered);
            }
        }
        for (int bucket = 0; bucket < maxConcurrency; bucket++) {
            look(bucket, view.book().slots().get(bucket), used[bucket], nowNanos);
        }
    }

    private boolean isUsed(int bucket, Slot slot) {
        Slot last = seen[bucket].slot;
        return seen[bucket].used && last != null && last.number() == slot.number();
    }

    private void look(int bucket, @Nullable Slot slot, @Nullable Long usedNanos, long nowNanos) {
        Seen before = seen[bucket];
        Slot last = before.slot;
        boolean same = last != null && slot != null && last.number() == slot.number();
        if (slot != null && !same) {
            lastNumber = Math.max(lastNumber, slot.number());
        }
        // Once used, always used, even when who said so is gone.
        boolean usedNow = usedNanos != null || (same && before.used);
        if (!Objects.equals(slot, last) || usedNow != before.used) {
            long since = usedNanos != null && same ? Math.max(usedNanos, before.sinceNanos) : nowNanos;
            seen[bucket] = new Seen(slot, usedNow, since);
        }
    }

    /** How long until a slot of a bucket may be given, 0 or less when one may, as far as is known now. */
    private long dueInNanos(FleetView view, int bucket, long nowNanos) {
        Seen last = seen[bucket];
        if (last.slot != null && !last.slot.taken() && !last.used) {
            return isWanted(view, last.slot, last, nowNanos) ? PATIENCE.toNanos() : 0;
        }
        long wait = spacing.nanos(bucket) + (last.used ? 0 : TAKEN_FOR.toNanos());
        return wait - (nowNanos - last.sinceNanos);
    }

    /** Whether a slot that nobody has taken yet may still be of use to the shard it was given to. */
    private static boolean isWanted(FleetView view, Slot slot, Seen last, long nowNanos) {
        if (view.record(slot.shard()).token() != slot.token() || view.owner(slot.shard()) == null) {
            return false;
        }
        ShardStatus status = view.observed(slot.shard());
        boolean done =
                status != null && (status.phase() == ShardPhase.ACTIVE || status.phase() == ShardPhase.QUARANTINED);
        return !done && nowNanos - last.sinceNanos <= PATIENCE.toNanos();
    }

    /** The shard of a bucket that is next: the most urgent, of these the one that had the fewest slots lately, then the lowest. */
    private @Nullable Integer next(FleetView view, int bucket, long nowNanos, Set<Integer> moved, boolean movesToo) {
        Candidate best = null;
        Comparator<Candidate> order = Comparator.comparingInt(Candidate::rank)
                .thenComparingInt(each -> pace.lately(each.shard, nowNanos))
                .thenComparingInt(Candidate::shard);
        for (int shard = bucket; shard < view.shardCount(); shard += maxConcurrency) {
            ShardStatus status = view.observed(shard);
            if (status == null || status.phase() != ShardPhase.WAITING_TO_IDENTIFY) {
                continue;
            }
            if (!pace.left(shard, status.token(), nowNanos).isZero()) {
                continue;
            }
            int rank = status.identifies() > 0 ? 1 : moved.contains(shard) ? 2 : 0;
            Candidate candidate = new Candidate(shard, rank);
            if ((rank < 2 || movesToo) && (best == null || order.compare(candidate, best) < 0)) {
                best = candidate;
            }
        }
        return best == null ? null : best.shard;
    }
}
