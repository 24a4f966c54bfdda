package dev.weir.coordinator.plan;

import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.plan.Action.AssignShard;
import dev.weir.coordinator.plan.Action.LeaveOut;
import dev.weir.coordinator.plan.Action.VacateShard;
import dev.weir.coordinator.plan.Plan.Waiting;
import dev.weir.model.ShardId;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which worker acts for which shard.
 *
 * <p>Shards that nobody acts for come first: to the worker that still runs one (no identify), else to one of the {@link Loads},
 * spread over the identify buckets. Then drained workers are emptied and the load is evened out by moves, as few as it takes and
 * in turns: a tenth of the shards at most is on its way, in each identify bucket one.
 *
 * <p>Where the fleet had another shard count, shards of that one go first: as long as a worker may act for one of them, no shard of
 * the new count is given to any worker.
 */
public final class Placement {
    private final FleetView view;
    private final Terms terms;
    private final Loads loads;
    private final List<Pending> pending = new ArrayList<>();
    private final List<Action> actions = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Integer> released = new ArrayList<>();
    private final Set<Integer> given = new HashSet<>();
    private final int[] inFlightPerBucket;
    private int inFlight;

    /**
     * What holds besides the view.
     *
     * @param maxConcurrency identify buckets
     * @param open whether shards that were never assigned may be given away: false while workers are still expected
     * @param fences by shard, see {@link Fence}
     * @param lowestToken a shard without a record gets a token above this: it grows with time, so that it is above every token
     *     of maps that were lost, whoever held it and does not answer
     * @param kept holders that are gone and whose shards are kept for them, see {@link MassLoss}
     * @param identifiesForMoves how many identifies may be spent on moves today
     * @param standings what the leader makes of the workers
     */
    public record Terms(
            int maxConcurrency,
            boolean open,
            Map<Integer, Fence> fences,
            long lowestToken,
            Set<String> kept,
            long identifiesForMoves,
            Standings standings) {
        public Terms {
            fences = Map.copyOf(fences);
            kept = Set.copyOf(kept);
        }
    }

    private record Pending(int shard, Reason reason, String why) {}

    private Placement(FleetView view, Terms terms) {
        this.view = view;
        this.terms = terms;
        this.loads = new Loads(view, terms.maxConcurrency, terms.kept.isEmpty(), terms.standings);
        this.inFlightPerBucket = new int[terms.maxConcurrency];
    }

    /** The same view and terms give the same plan. */
    public static Plan plan(FleetView view, Terms terms) {
        Placement placement = new Placement(view, terms);
        placement.letGoOfOtherCounts();
        placement.sort();
        if (view.otherCountMayAct()) {
            placement.waitForOtherCounts();
        } else {
            placement.claim();
            placement.assign();
            placement.move();
        }
        return new Plan(placement.actions, placement.waiting);
    }

    private void letGoOfOtherCounts() {
        for (ShardRecord other : view.otherCounts()) {
            WorkerRow owner = view.holder(other);
            ShardId id = new ShardId(other.index(), other.count());
            if (owner == null) {
                if (view.over(String.valueOf(other.owner()), other.ownerEpoch())) {
                    actions.add(vacate(
                            other, Reason.OWNER_GONE, "shard " + id + " is of another count, and its worker is gone"));
                }
                continue;
            }
            Fence fence = terms.fences.get(other.index());
            if (fence == null
                    || fence.token() != other.token()
                    || !fence.holder().equals(owner.holder())) {
                actions.add(new LeaveOut(
                        other.index(),
                        other.token(),
                        owner.worker(),
                        owner.epoch(),
                        null,
                        Reason.OTHER_COUNT,
                        "shard " + id + " is taken from " + owner.worker() + ": the fleet is split into "
                                + view.shardCount() + " shards from now on"));
            } else if (FleetView.ordersSeen(owner) >= fence.sequence() && !view.reports(owner, other)) {
                actions.add(vacate(other, Reason.LET_GO, owner.worker() + " has let go of shard " + id));
            }
        }
    }

    private static VacateShard vacate(ShardRecord record, Reason reason, String text) {
        return new VacateShard(record.index(), record.token(), reason, text);
    }

    private void waitForOtherCounts() {
        for (Pending each : pending) {
            waiting.add(new Waiting(
                    each.shard,
                    Reason.OTHER_COUNT,
                    "shard " + new ShardId(each.shard, view.shardCount())
                            + " waits until no worker acts for a shard of another count"));
        }
    }

    private void sort() {
        for (int shard = 0; shard < view.shardCount(); shard++) {
            ShardRecord desired = view.record(shard);
            if (desired.quarantine() != null) {
                continue;
            }
            if (view.orphaned(shard)) {
                pending.add(orphan(shard, desired));
                continue;
            }
            WorkerRow owner = view.owner(shard);
            Load load = owner == null ? null : loads.of(owner.worker());
            if (owner != null && load != null) {
                keepOrRelease(shard, desired, owner, load);
            }
        }
        pending.sort(Comparator.<Pending>comparingInt(each -> each.shard % terms.maxConcurrency)
                .thenComparingInt(each -> each.shard));
    }

    private static Pending orphan(int shard, ShardRecord desired) {
        if (desired.token() == 0) {
            return new Pending(shard, Reason.NEVER_ASSIGNED, "was never assigned");
        }
        return desired.owner() == null
                ? new Pending(shard, Reason.NO_OWNER, "has no owner")
                : new Pending(shard, Reason.OWNER_GONE, "its worker " + desired.owner() + " is gone");
    }

    private void keepOrRelease(int shard, ShardRecord desired, WorkerRow owner, Load load) {
        if (owner.orders().sequence() == 0) {
            // The round that assigned it did not come to the orders; the first orders of an epoch name all that it has.
            load.add(shard);
            load.expect();
            inFlight++;
            return;
        }
        Long ordered = owner.orders().shards().get(shard);
        if (ordered != null && ordered == desired.token()) {
            load.add(shard);
            ShardStatus status = view.observed(shard);
            if (status != null && status.phase() == ShardPhase.ACTIVE) {
                load.settle(shard);
            } else if (isFree(owner, shard, status)) {
                load.settle(shard);
                load.expect();
            } else {
                load.expect();
                load.unsettle(shard);
                onTheWay(shard);
            }
            return;
        }
        onTheWay(shard);
        released.add(shard);
        Fence fence = terms.fences.get(shard);
        if (fence == null || fence.token() != desired.token() || !fence.holder().equals(owner.holder())) {
            leaveOut(
                    shard,
                    owner,
                    null,
                    Reason.NOT_ORDERED,
                    "shard " + shard + " is given to " + owner.worker() + " but not in its orders");
        } else if (FleetView.ordersSeen(owner) >= fence.sequence() && view.statusBy(owner, shard) == null) {
            pending.add(new Pending(shard, Reason.LET_GO, owner.worker() + " has let go of it"));
        }
    }

    private void onTheWay(int shard) {
        inFlight++;
        inFlightPerBucket[shard % terms.maxConcurrency]++;
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
                give(each, claimant, true, Reason.STILL_RUNS, claimant.worker() + " runs it");
            }
        }
        pending.clear();
        pending.addAll(rest);
    }

    private @Nullable Load claimant(int shard) {
        Load best = null;
        long bestToken = 0;
        for (FleetView.Sighting sighting : view.sightings(shard)) {
            ShardStatus status = sighting.status();
            Load load = loads.of(sighting.row().worker());
            if (load == null
                    || !terms.standings.mayKeep(load.worker())
                    || status.phase() == ShardPhase.STOPPING
                    || status.phase() == ShardPhase.QUARANTINED) {
                continue;
            }
            if (load.hasRoom() && mayClaim(sighting.row(), shard) && status.token() > bestToken) {
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
                || row.report().live().contains(new ShardId(shard, view.shardCount()));
    }

    private void assign() {
        for (Pending each : pending) {
            ShardRecord desired = view.record(each.shard);
            if (desired.token() == 0 && !terms.open) {
                waiting.add(new Waiting(
                        each.shard, Reason.STARTING, "shard " + each.shard + " " + each.why + ", workers are awaited"));
            } else if (each.reason == Reason.OWNER_GONE && isKept(desired)) {
                giveBack(each, desired);
            } else {
                place(each, desired);
            }
        }
    }

    private boolean isKept(ShardRecord desired) {
        return desired.owner() != null && terms.kept.contains(WorkerRow.holder(desired.owner(), desired.ownerEpoch()));
    }

    private void giveBack(Pending each, ShardRecord desired) {
        Load returned = desired.owner() == null ? null : loads.of(desired.owner());
        if (returned != null
                && returned.hasRoom()
                && !returned.draining()
                && returned.grade().takes()) {
            give(each, returned, false, Reason.RETURNED, returned.worker() + " is back");
        } else {
            waiting.add(new Waiting(
                    each.shard,
                    Reason.MASS_LOSS,
                    "shard " + each.shard + " is kept for " + desired.owner() + ": many workers were lost at once"));
        }
    }

    private void place(Pending each, ShardRecord desired) {
        Load target = targetOf(each.shard);
        if (target != null) {
            give(each, target, false, each.reason, target.worker() + " has room in its bucket and its share");
            return;
        }
        String text = "shard " + each.shard + " " + each.why + ", no worker has room";
        waiting.add(new Waiting(each.shard, Reason.NO_ROOM, text));
        if (desired.owner() != null && view.orphaned(each.shard)) {
            actions.add(new VacateShard(each.shard, desired.token(), Reason.NO_ROOM, text));
        }
    }

    /** Where a shard was taken away for somebody, that one has it; else whoever should have one more. */
    private @Nullable Load targetOf(int shard) {
        Fence fence = terms.fences.get(shard);
        Load meant = fence == null || fence.to() == null ? null : loads.of(fence.to());
        return meant != null
                        && meant.hasRoom()
                        && !meant.draining()
                        && meant.grade().takes()
                ? meant
                : loads.targetOf(shard);
    }

    private void give(Pending each, Load target, boolean claim, Reason reason, String because) {
        target.add(each.shard);
        target.expect();
        given.add(each.shard);
        if (each.reason != Reason.LET_GO) {
            onTheWay(each.shard);
        }
        actions.add(new AssignShard(
                each.shard,
                view.anyRecord(each.shard).token(),
                tokenFloor(each.shard),
                target.worker(),
                target.epoch(),
                claim,
                reason,
                "shard " + each.shard + " " + each.why + ", " + because));
    }

    private long tokenFloor(int shard) {
        long highest = view.highestToken(shard);
        return view.anyRecord(shard).token() == 0 ? Math.max(highest, terms.lowestToken) : highest;
    }

    private void move() {
        if (!terms.open) {
            return;
        }
        placeTheReleased();
        takeBack();
        drain();
        if (terms.kept.isEmpty()) {
            even();
        }
    }

    /** Shards that are on their way already count for whoever will get them. */
    private void placeTheReleased() {
        for (int shard : released) {
            Load target = given.contains(shard) ? null : targetOf(shard);
            if (target != null) {
                target.add(shard);
                target.expect();
            }
        }
    }

    /** Nobody is served by them now: they go as soon as there is another worker for them. */
    private void takeBack() {
        terms.standings.takenBack().forEach((shard, why) -> {
            WorkerRow owner = view.owner(shard);
            Load from = owner == null ? null : loads.of(owner.worker());
            if (owner == null || from == null || !from.has(shard)) {
                return;
            }
            Load target = loads.targetOf(shard, each -> each != from && each.grade() != Grade.UNTRIED);
            if (target == null) {
                waiting.add(new Waiting(
                        shard, Reason.NO_ROOM, "shard " + shard + " stays, no other worker has room: " + why));
                return;
            }
            from.remove(shard);
            target.add(shard);
            target.expect();
            leaveOut(shard, owner, target, Reason.NOT_SERVED, moves(shard, from, target, "since " + why));
        });
    }

    private void drain() {
        for (Load from : loads.draining()) {
            String because = "since " + from.worker() + " is drained";
            for (int shard : from.unsettled()) {
                // Nobody is served by it now, and it needs an identify wherever it is; unless its turn has just come.
                Load target = from.row().orders().identifySlots().containsKey(shard) ? null : loads.targetOf(shard);
                if (target != null) {
                    from.remove(shard);
                    target.add(shard);
                    target.expect();
                    leaveOut(shard, from.row(), target, Reason.DRAINED, moves(shard, from, target, because));
                }
            }
            for (int shard : from.settled()) {
                Load ready = loads.targetOf(shard, Load::isReadyToServe);
                Load target = ready == null ? loads.targetOf(shard, _ -> true) : ready;
                Reason hindrance = target == null ? Reason.NO_ROOM : hindrance(from, shard, target);
                if (target != null && hindrance == null) {
                    move(shard, from, target, Reason.DRAINED, because);
                } else if (hindrance != null) {
                    waiting.add(new Waiting(
                            shard,
                            hindrance,
                            "shard " + shard + " stays on " + from.worker() + ", which is drained, for now"));
                }
            }
        }
    }

    private void even() {
        Set<Load> unready = new HashSet<>();
        while (true) {
            Loads.Pair pair = loads.mostUneven(each -> each.grade() != Grade.UNTRIED && !unready.contains(each));
            if (pair == null) {
                return;
            }
            Integer shard = cheapestToMove(pair.from(), pair.to());
            if (shard == null && pair.to().isReadyToServe()) {
                return;
            }
            if (shard == null) {
                unready.add(pair.to());
                continue;
            }
            move(shard, pair.from(), pair.to(), Reason.UNEVEN, "to even out the load");
        }
    }

    /** What forbids a move now, or null. */
    private @Nullable Reason hindrance(Load from, int shard, Load to) {
        if (isFree(from.row(), shard, view.observed(shard))) {
            return null;
        }
        if (!to.isReadyToServe()) {
            return Reason.UNPROVEN;
        }
        if (inFlight >= terms.identifiesForMoves) {
            return Reason.RESERVE;
        }
        boolean many = inFlight >= Math.max(1, view.shardCount() / 10);
        return many || inFlightPerBucket[shard % terms.maxConcurrency] > 0 ? Reason.OTHERS_MOVE : null;
    }

    private void move(int shard, Load from, Load to, Reason reason, String because) {
        if (!isFree(from.row(), shard, view.observed(shard))) {
            onTheWay(shard);
        }
        from.remove(shard);
        to.add(shard);
        to.expect();
        leaveOut(shard, from.row(), to, reason, moves(shard, from, to, because));
    }

    private static String moves(int shard, Load from, Load to, String because) {
        return "shard " + shard + " moves from " + from.worker() + " to " + to.worker() + " " + because;
    }

    private void leaveOut(int shard, WorkerRow owner, @Nullable Load to, Reason reason, String text) {
        actions.add(new LeaveOut(
                shard,
                view.record(shard).token(),
                owner.worker(),
                owner.epoch(),
                to == null ? null : to.worker(),
                reason,
                text));
    }

    private @Nullable Integer cheapestToMove(Load from, Load to) {
        return from.settled().stream()
                .filter(shard -> hindrance(from, shard, to) == null)
                .min(Comparator.<Integer>comparingInt(shard -> isFree(from.row(), shard, view.observed(shard)) ? 0 : 1)
                        .thenComparingInt(shard -> to.inBucketOf(shard) - from.inBucketOf(shard))
                        .thenComparing(Comparator.reverseOrder()))
                .orElse(null);
    }
}
