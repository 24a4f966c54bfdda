package dev.weir.coordinator.plan;

import dev.weir.cluster.Holding;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may send IDENTIFY: at most one slot is out in each bucket, and the next one follows when Discord must have forgotten the
 * last.
 *
 * <p>Before a slot goes out its leader writes it into a {@linkplain Step#written ledger} by compare-and-set, so that of two
 * leaders by mistake only one gives out the slots of a bucket, and the other sees which.
 *
 * <p>A leader makes a new one of these when it begins to lead; it knows nothing of what its predecessor gave out just before,
 * so it waits first. Owned by the control loop.
 */
public final class IdentifySlots {
    /** Discord's five seconds, and some for the way there. */
    static final Duration SPACING = Duration.ofMillis(5_100);

    /** A slot that its shard has not used by then is withdrawn. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Identifies of one owner for one shard within the window, after which a person must look. */
    static final int MOST_PER_OWNER = 5;

    /** The same whoever owned it: moves and lost workers are no fault of the shard, so it takes more of them. */
    static final int MOST_PER_SHARD = 15;

    static final Duration PER_SHARD_WINDOW = Duration.ofMinutes(10);

    private final int maxConcurrency;
    private final long[] freeAtNanos;

    /** By bucket, the last slot that this leader knows of. */
    private final long[] known;

    private final Map<Integer, Out> out = new TreeMap<>();
    private final Map<Integer, Deque<Given>> given = new HashMap<>();
    private long lastNumber;
    /** A slot that was given out; once withdrawn, it is free when the worker has acted on orders without it. */
    private record Out(int shard, long number, String worker, long epoch, long sinceNanos, boolean withdrawn) {}

    private record Given(long token, long atNanos) {}

    /**
     * What a step found.
     *
     * @param slots by shard
     * @param granted how many of them are new
     * @param written to be written before the new ones are ordered; when that fails, none of this is true and a new leader's
     *     wait begins
     */
    public record Step(Map<Integer, Long> slots, int granted, List<Action> actions, Ledger written) {
        public Step {
            slots = Map.copyOf(slots);
            actions = List.copyOf(actions);
        }
    }

    public IdentifySlots(int maxConcurrency, long nowNanos) {
        this.maxConcurrency = maxConcurrency;
        this.freeAtNanos = new long[maxConcurrency];
        this.known = new long[maxConcurrency];
        Arrays.fill(freeAtNanos, nowNanos + SPACING.toNanos());
    }

    public int maxConcurrency() {
        return maxConcurrency;
    }

    /**
     * Looks at who used its slot, and gives out new ones.
     *
     * @param budget how many more IDENTIFYs Discord allows today
     */
    public Step step(FleetView view, long nowNanos, long budget) {
        learn(view, nowNanos);
        free(view, nowNanos);
        List<Action> actions = new ArrayList<>();
        int granted = 0;
        for (int bucket = 0; bucket < maxConcurrency; bucket++) {
            if (out.containsKey(bucket) || nowNanos - freeAtNanos[bucket] < 0 || granted >= budget) {
                continue;
            }
            Integer shard = next(view, bucket, nowNanos, actions);
            WorkerRow owner = shard == null ? null : view.owner(shard);
            if (shard == null || owner == null) {
                continue;
            }
            lastNumber++;
            known[bucket] = lastNumber;
            granted++;
            out.put(bucket, new Out(shard, lastNumber, owner.worker(), owner.epoch(), nowNanos, false));
            given.computeIfAbsent(shard, _ -> new ArrayDeque<>())
                    .addLast(new Given(view.record(shard).token(), nowNanos));
        }
        Map<Integer, Long> slots = new TreeMap<>();
        for (Out slot : out.values()) {
            if (!slot.withdrawn) {
                slots.put(slot.shard, slot.number);
            }
        }
        return new Step(slots, granted, actions, written(view));
    }

    /** By bucket, the last slot and who got it: what another leader must know. */
    private Ledger written(FleetView view) {
        Ledger before = view.ledger(FleetView.IDENTIFY);
        Map<String, Holding> all = new TreeMap<>();
        if (before != null) {
            before.holdings().forEach((key, holding) -> {
                if (!out.containsKey(Integer.parseInt(key.substring(0, key.indexOf(' '))))) {
                    all.put(key, holding);
                }
            });
        }
        out.forEach((bucket, slot) -> all.put(
                bucket + " " + WorkerRow.holder(slot.worker, slot.epoch), new Holding(slot.shard, slot.number)));
        return new Ledger(FleetView.IDENTIFY, before == null ? 1 : before.version() + 1, maxConcurrency, all);
    }

    /** Numbers grow above all that were ever seen, so that no shard takes an old slot for a new one. */
    private void learn(FleetView view, long nowNanos) {
        long lastUsed = 0;
        for (WorkerRow row : view.workers().values()) {
            for (ShardStatus status : row.report().shards()) {
                lastUsed = Math.max(lastUsed, status.slotUsed());
            }
            for (Map.Entry<Integer, Long> slot : row.orders().identifySlots().entrySet()) {
                if (slot.getValue() > known[slot.getKey() % maxConcurrency] && row.alive()) {
                    adopt(slot.getKey(), slot.getValue(), row.worker(), row.epoch(), nowNanos);
                }
            }
        }
        Ledger written = view.ledger(FleetView.IDENTIFY);
        if (written != null) {
            written.holdings().forEach((key, slot) -> {
                String holder = key.substring(key.indexOf(' ') + 1);
                int at = holder.lastIndexOf('@');
                if (slot.sequence() > known[Math.toIntExact(slot.ceiling()) % maxConcurrency]) {
                    adopt(
                            Math.toIntExact(slot.ceiling()),
                            slot.sequence(),
                            holder.substring(0, at),
                            Long.parseLong(holder.substring(at + 1)),
                            nowNanos);
                }
            });
        }
        lastNumber = Math.max(lastNumber, lastUsed);
    }

    /** A slot that another leader gave out. */
    private void adopt(int shard, long number, String worker, long epoch, long nowNanos) {
        int bucket = shard % maxConcurrency;
        Out mine = out.get(bucket);
        if (mine == null || mine.number < number) {
            out.put(bucket, new Out(shard, number, worker, epoch, nowNanos, false));
        }
        known[bucket] = Math.max(known[bucket], number);
        lastNumber = Math.max(lastNumber, number);
    }

    private void free(FleetView view, long nowNanos) {
        for (int bucket = 0; bucket < maxConcurrency; bucket++) {
            Out slot = out.get(bucket);
            if (slot == null) {
                continue;
            }
            WorkerRow row = view.workers().get(slot.worker);
            if (row == null || !row.alive() || row.epoch() != slot.epoch) {
                if (view.over(slot.worker, slot.epoch)) {
                    close(bucket, nowNanos);
                }
                continue;
            }
            ShardStatus status = FleetView.statusBy(row, slot.shard);
            if (status != null && status.slotUsed() >= slot.number) {
                close(bucket, nowNanos);
                continue;
            }
            Long ordered = row.orders().identifySlots().get(slot.shard);
            boolean inOrders = ordered != null && ordered == slot.number;
            if (slot.withdrawn) {
                if (!inOrders && FleetView.ordersSeen(row) >= row.orders().sequence()) {
                    close(bucket, nowNanos);
                }
            } else if ((!view.orphaned(slot.shard) && !row.equals(view.owner(slot.shard)))
                    || (status != null && status.phase() == ShardPhase.ACTIVE)
                    || nowNanos - slot.sinceNanos > PATIENCE.toNanos()) {
                out.put(bucket, new Out(slot.shard, slot.number, slot.worker, slot.epoch, slot.sinceNanos, true));
            }
        }
    }

    private void close(int bucket, long nowNanos) {
        out.remove(bucket);
        freeAtNanos[bucket] = nowNanos + SPACING.toNanos();
    }

    /** The shard of a bucket that is next: the one that had the fewest slots lately, then the lowest. */
    private @Nullable Integer next(FleetView view, int bucket, long nowNanos, List<Action> actions) {
        List<Integer> waiting = new ArrayList<>();
        for (int shard = bucket; shard < view.shardCount(); shard += maxConcurrency) {
            ShardStatus status = view.observed(shard);
            if (status == null || status.phase() != ShardPhase.WAITING_TO_IDENTIFY) {
                continue;
            }
            if (isTooOften(shard, status.token(), nowNanos)) {
                actions.add(new Action.QuarantineShard(
                        shard,
                        status.token(),
                        status.closeCode(),
                        "shard " + shard
                                + " asks for one identify after another, more than 5 within 10 minutes; last close code "
                                + status.closeCode()));
                continue;
            }
            waiting.add(shard);
        }
        return waiting.stream()
                .min(Comparator.<Integer>comparingInt(shard -> lately(shard, nowNanos))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    private boolean isTooOften(int shard, long token, long nowNanos) {
        if (lately(shard, nowNanos) >= MOST_PER_SHARD) {
            return true;
        }
        Deque<Given> times = given.getOrDefault(shard, new ArrayDeque<>());
        return times.stream().filter(each -> each.token == token).count() >= MOST_PER_OWNER;
    }

    private int lately(int shard, long nowNanos) {
        Deque<Given> times = given.get(shard);
        if (times == null) {
            return 0;
        }
        while (!times.isEmpty() && nowNanos - times.getFirst().atNanos > PER_SHARD_WINDOW.toNanos()) {
            times.removeFirst();
        }
        return times.size();
    }
}
