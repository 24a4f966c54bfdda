package dev.weir.coordinator.rest;

import dev.weir.cluster.Release;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.control.Decided;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.plan.Action;
import dev.weir.coordinator.plan.Placement;
import dev.weir.coordinator.plan.Plan;
import dev.weir.process.HttpProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the leader would do about the placement of shards, and why; with changes that nobody has made yet. */
final class PlanResource {
    private static final Logger AUDIT = LoggerFactory.getLogger("dev.weir.audit");
    private static final int LARGEST = 10_000;
    private static final int USUAL = 1_000;

    private final ControlLoop loop;
    private final FleetRecords records;

    PlanResource(ControlLoop loop, FleetRecords records) {
        this.loop = loop;
        this.records = records;
    }

    /** One step, which is not taken by being shown. */
    record ActionJson(
            String kind, @Nullable Integer shard, @Nullable String worker, String reason, String text) {}

    /** A shard that is left as it is for now. */
    record WaitingJson(int shard, String reason, String text) {}

    /** Shards that are kept for lost workers, and for how long at most. */
    record HoldJson(List<String> workers, List<Integer> shards, long forMillis) {}

    /** One round; {@code identifiesForMoves} is null when nobody counts. */
    record PlanJson(
            List<ActionJson> actions,
            int actionsInAll,
            List<WaitingJson> waiting,
            int waitingInAll,
            @Nullable HoldJson hold,
            @Nullable Long identifiesForMoves,
            long identifySpacingMillis,
            Instant observedAt,
            long ageMillis) {}

    /** Shards that are not kept any more. */
    record FreedJson(List<Integer> shards) {}

    List<Route> routes() {
        return List.of(
                Route.get("/v1/plan", Set.of("drain", "lose", "limit"), this::plan),
                Route.delete("/v1/plan/hold", _ -> free()));
    }

    private Answer plan(Request request) {
        Look look = Look.at(loop);
        FleetView view = look.view();
        for (String drained : request.all("drain")) {
            view = view.withWorker(alive(look, "drain", drained), row -> row.withDraining(true));
        }
        for (String lost : request.all("lose")) {
            view = view.withWorker(alive(look, "lose", lost), WorkerRow::dead);
        }
        return new Answer.Found(json(look, view, request.number("limit", 1, LARGEST, USUAL)));
    }

    private static String alive(Look look, String parameter, String worker) {
        WorkerRow row = look.view().workers().get(worker);
        if (row == null || !row.alive()) {
            throw HttpProblem.notFound(parameter + " '" + worker + "' is no living worker: expected one of "
                    + look.view().alive().stream().map(WorkerRow::worker).toList());
        }
        return worker;
    }

    /** The first round that follows on a view. */
    static PlanJson json(Look look, FleetView view, int limit) {
        Decided decided = decided(look);
        Plan plan = Placement.plan(view, decided.terms());
        long forMoves = decided.terms().identifiesForMoves();
        return new PlanJson(
                plan.actions().stream().limit(limit).map(PlanResource::json).toList(),
                plan.actions().size(),
                plan.waiting().stream()
                        .limit(limit)
                        .map(each -> new WaitingJson(each.shard(), each.reason().code(), each.text()))
                        .toList(),
                plan.waiting().size(),
                hold(look.view(), decided),
                look.snapshot().identifiesLeft() < 0 ? null : Long.valueOf(forMoves),
                decided.slowestSpacing().toMillis(),
                look.snapshot().observedAt(),
                look.age().toMillis());
    }

    /** Only the leader knows under which terms it plans. */
    private static Decided decided(Look look) {
        if (!look.leading()) {
            throw HttpProblem.conflict(
                    "this coordinator does not lead, so it plans nothing: expected the leader, see leader"
                            + " in /v1/cluster");
        }
        Decided decided = look.snapshot().decided();
        if (decided == null) {
            throw HttpProblem.unavailable(
                    "this coordinator has just begun to lead and has planned nothing yet; try again");
        }
        return decided;
    }

    private static @Nullable HoldJson hold(FleetView view, Decided decided) {
        Set<String> kept = decided.terms().kept();
        if (kept.isEmpty()) {
            return null;
        }
        List<Integer> shards =
                keptShards(view, kept).stream().map(ShardRecord::index).toList();
        return new HoldJson(
                kept.stream().sorted().toList(), shards, decided.keptFor().toMillis());
    }

    private static List<ShardRecord> keptShards(FleetView view, Set<String> kept) {
        return view.records().values().stream()
                .filter(each ->
                        each.owner() != null && kept.contains(WorkerRow.holder(each.owner(), each.ownerEpoch())))
                .toList();
    }

    private static ActionJson json(Action action) {
        return switch (action) {
            case Action.ExpireWorker it -> json(action, null, it.worker());
            case Action.AssignShard it -> json(action, it.shard(), it.worker());
            case Action.VacateShard it -> json(action, it.shard(), null);
            case Action.LeaveOut it -> json(action, it.shard(), it.worker());
            case Action.QuarantineShard it -> json(action, it.shard(), null);
        };
    }

    private static ActionJson json(Action action, @Nullable Integer shard, @Nullable String worker) {
        return new ActionJson(action.kind(), shard, worker, action.reason().code(), action.text());
    }

    /** A shard whose record names no owner is kept for nobody. */
    private Answer free() {
        Look look = Look.at(loop);
        Set<String> kept = decided(look).terms().kept();
        if (kept.isEmpty()) {
            throw HttpProblem.conflict(
                    "no shards are kept for lost workers now: expected a hold, see hold in /v1/plan");
        }
        List<Integer> freed = new ArrayList<>();
        for (ShardRecord each : keptShards(look.view(), kept)) {
            if (records.changeShard(each.index(), new Release(each.token()))) {
                freed.add(each.index());
            }
        }
        AUDIT.info("{} shards are no longer kept for {}", freed.size(), kept);
        loop.hint();
        return new Answer.Accepted(new FreedJson(List.copyOf(freed)));
    }
}
