package dev.weir.coordinator.plan;

import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.plan.Action.AssignShard;
import dev.weir.coordinator.plan.Action.LeaveOut;
import dev.weir.coordinator.plan.Action.VacateShard;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which worker acts for which shard.
 *
 * <p>Shards that nobody acts for come first: to the worker that still runs one (no identify), else to the least loaded, spread
 * over the identify buckets. Then the load is evened out by moves, as few as it takes.
 */
public final class Placement {
    private final FleetView view;
    private final Terms terms;
    private final SortedMap<String, Load> loads = new TreeMap<>();
    private final List<Pending> pending = new ArrayList<>();
    private final List<Action> actions = new ArrayList<>();
    private int inFlight;

    /**
     * What holds besides the view.
     *
     * @param maxConcurrency identify buckets
     * @param open whether shards that were never assigned may be given away: false while workers are still expected
     * @param fences by shard, see {@link Fence}
     * @param lowestToken a shard without a record gets a token above this: it grows with time, so that it is above every token
     *     of maps that were lost, whoever held it and does not answer
     */
    public record Terms(int maxConcurrency, boolean open, Map<Integer, Fence> fences, long lowestToken) {
        public Terms {
            fences = Map.copyOf(fences);
        }
    }

    private record Pending(int shard, String why) {}

    private static final class Load {
        final WorkerRow row;
        final int[] perBucket;
        final List<Integer> settled = new ArrayList<>();
        int shards;

        Load(WorkerRow row, int buckets) {
            this.row = row;
            this.perBucket = new int[buckets];
        }

        boolean hasRoom() {
            return shards < row.profile().capacity();
        }

        void add(int shard) {
            shards++;
            perBucket[shard % perBucket.length]++;
        }

        void remove(int shard) {
            shards--;
            perBucket[shard % perBucket.length]--;
            settled.remove((Object) shard);
        }

        int inBucketOf(int shard) {
            return perBucket[shard % perBucket.length];
        }
    }

    private Placement(FleetView view, Terms terms) {
        this.view = view;
        this.terms = terms;
        view.alive().forEach(row -> loads.put(row.worker(), new Load(row, terms.maxConcurrency)));
    }

    /** The same view and terms give the same actions. */
    public static List<Action> plan(FleetView view, Terms terms) {
        Placement placement = new Placement(view, terms);
        placement.sort();
        placement.claim();
        placement.assign();
        placement.even();
        return List.copyOf(placement.actions);
    }

    private void sort() {
        for (int shard = 0; shard < view.shardCount(); shard++) {
            ShardRecord desired = view.record(shard);
            if (desired.quarantine() != null) {
                continue;
            }
            if (view.orphaned(shard)) {
                pending.add(new Pending(
                        shard,
                        desired.token() == 0
                                ? "was never assigned"
                                : desired.owner() == null
                                        ? "has no owner"
                                        : "its worker " + desired.owner() + " is gone"));
                continue;
            }
            WorkerRow owner = view.owner(shard);
            if (owner == null) {
                continue;
            }
            Load load = loads.get(owner.worker());
            if (load != null) {
                keepOrRelease(shard, desired, owner, load);
            }
        }
        pending.sort(Comparator.<Pending>comparingInt(each -> each.shard % terms.maxConcurrency)
                .thenComparingInt(each -> each.shard));
    }

    private void keepOrRelease(int shard, ShardRecord desired, WorkerRow owner, Load load) {
        if (owner.orders().sequence() == 0) {
            // The round that assigned it did not come to the orders; the first orders of an epoch name all that it has.
            load.add(shard);
            inFlight++;
            return;
        }
        Long ordered = owner.orders().shards().get(shard);
        if (ordered != null && ordered == desired.token()) {
            load.add(shard);
            ShardStatus status = view.observed(shard);
            if ((status != null && status.phase() == ShardPhase.ACTIVE) || isFree(owner, shard, status)) {
                load.settled.add(shard);
            } else {
                inFlight++;
            }
            return;
        }
        inFlight++;
        Fence fence = terms.fences.get(shard);
        if (fence == null || fence.token() != desired.token() || !fence.holder().equals(owner.holder())) {
            actions.add(new LeaveOut(
                    shard,
                    desired.token(),
                    owner.worker(),
                    owner.epoch(),
                    "shard " + shard + " is given to " + owner.worker() + " but not in its orders"));
        } else if (FleetView.ordersSeen(owner) >= fence.sequence() && FleetView.statusBy(owner, shard) == null) {
            pending.add(new Pending(shard, owner.worker() + " has let go of it"));
        }
    }

    /** A shard that has not begun a session under this assignment and has no slot to do so: moving it costs nothing. */
    private static boolean isFree(WorkerRow owner, int shard, @Nullable ShardStatus status) {
        return status != null
                && (status.phase() == ShardPhase.CONNECTING || status.phase() == ShardPhase.WAITING_TO_IDENTIFY)
                && status.identifies() == 0
                && !owner.orders().identifySlots().containsKey(shard);
    }

    private void claim() {
        List<Pending> rest = new ArrayList<>();
        for (Pending each : pending) {
            Load claimant = view.orphaned(each.shard) ? claimant(each.shard) : null;
            if (claimant == null) {
                rest.add(each);
            } else {
                give(each, claimant, true, claimant.row.worker() + " runs it");
            }
        }
        pending.clear();
        pending.addAll(rest);
    }

    private @Nullable Load claimant(int shard) {
        Load best = null;
        long bestToken = 0;
        for (Load load : loads.values()) {
            ShardStatus status = FleetView.statusBy(load.row, shard);
            if (status == null || status.phase() == ShardPhase.STOPPING || status.phase() == ShardPhase.QUARANTINED) {
                continue;
            }
            if (load.hasRoom() && mayClaim(load.row, shard) && status.token() > bestToken) {
                best = load;
                bestToken = status.token();
            }
        }
        return best;
    }

    /**
     * Whether nobody else can be acting for a shard that a worker still runs. Where there is a record, its owner is gone. Where
     * there is none the maps were lost, and an owner that does not answer may be acting still: unless that was this worker.
     */
    private boolean mayClaim(WorkerRow row, int shard) {
        return view.record(shard).token() > 0
                || terms.open
                || row.report().live().contains(shard);
    }

    private void assign() {
        for (Pending each : pending) {
            ShardRecord desired = view.record(each.shard);
            if (desired.token() == 0 && !terms.open) {
                continue;
            }
            Load target = leastLoaded(each.shard);
            if (target != null) {
                give(each, target, false, target.row.worker() + " has the fewest shards");
            } else if (desired.owner() != null && view.orphaned(each.shard)) {
                actions.add(new VacateShard(
                        each.shard, desired.token(), "shard " + each.shard + " " + each.why + ", no worker has room"));
            }
        }
    }

    private void give(Pending each, Load target, boolean claim, String because) {
        target.add(each.shard);
        inFlight++;
        actions.add(new AssignShard(
                each.shard,
                view.record(each.shard).token(),
                tokenFloor(each.shard),
                target.row.worker(),
                target.row.epoch(),
                claim,
                "shard " + each.shard + " " + each.why + ", " + because));
    }

    private long tokenFloor(int shard) {
        long highest = view.record(shard).token() == 0 ? terms.lowestToken : 0;
        for (WorkerRow row : view.workers().values()) {
            ShardStatus status = FleetView.statusBy(row, shard);
            highest = status == null ? highest : Math.max(highest, status.token());
        }
        return highest;
    }

    private @Nullable Load leastLoaded(int shard) {
        return loads.values().stream()
                .filter(Load::hasRoom)
                .min(Comparator.<Load>comparingInt(load -> load.shards)
                        .thenComparingInt(load -> load.inBucketOf(shard))
                        .thenComparing(load -> load.row.worker()))
                .orElse(null);
    }

    private void even() {
        if (!terms.open) {
            return;
        }
        int budget = Math.max(1, view.shardCount() / 10) - inFlight;
        placeTheReleased();
        while (true) {
            Load least = leastLoaded(0);
            Load most = loads.values().stream()
                    .max(Comparator.<Load>comparingInt(load -> load.shards)
                            .thenComparing(load -> load.row.worker(), Comparator.reverseOrder()))
                    .orElse(null);
            if (least == null || most == null || most.shards - least.shards <= 1) {
                return;
            }
            Integer shard = cheapestToMove(most, least, budget > 0);
            if (shard == null) {
                return;
            }
            if (!isFree(most.row, shard, view.observed(shard))) {
                budget--;
            }
            most.remove(shard);
            least.add(shard);
            actions.add(new LeaveOut(
                    shard,
                    view.record(shard).token(),
                    most.row.worker(),
                    most.row.epoch(),
                    "shard " + shard + " moves from " + most.row.worker() + " to even out the load with "
                            + least.row.worker()));
        }
    }

    /** Shards that are on their way already count for whoever will get them. */
    private void placeTheReleased() {
        for (int shard = 0; shard < view.shardCount(); shard++) {
            WorkerRow owner = view.owner(shard);
            if (owner != null && !owner.orders().shards().containsKey(shard) && !isGivenAway(shard)) {
                Load target = leastLoaded(shard);
                if (target != null) {
                    target.add(shard);
                }
            }
        }
    }

    private boolean isGivenAway(int shard) {
        return actions.stream().anyMatch(each -> each instanceof AssignShard assign && assign.shard() == shard);
    }

    private @Nullable Integer cheapestToMove(Load from, Load to, boolean withCost) {
        return from.settled.stream()
                .filter(shard -> withCost || isFree(from.row, shard, view.observed(shard)))
                .min(Comparator.<Integer>comparingInt(shard -> isFree(from.row, shard, view.observed(shard)) ? 0 : 1)
                        .thenComparingInt(shard -> to.inBucketOf(shard) - from.inBucketOf(shard))
                        .thenComparing(Comparator.reverseOrder()))
                .orElse(null);
    }
}
