package dev.weir.coordinator.rest;

import dev.weir.cluster.Drain;
import dev.weir.cluster.Forget;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.LimitUse;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.Standing;
import dev.weir.model.Trouble;
import dev.weir.model.WorkerId;
import dev.weir.process.HttpProblem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workers: who is there, and what each carries. */
final class WorkerResource {
    private static final Logger AUDIT = LoggerFactory.getLogger("dev.weir.audit");
    private static final int FIRST_ACTIONS = 1_000;

    private final ControlLoop loop;
    private final FleetRecords records;

    WorkerResource(ControlLoop loop, FleetRecords records) {
        this.loop = loop;
        this.records = records;
    }

    /** A drain that was asked for, or taken back. */
    record DrainJson(String worker, boolean draining, int shards) {}

    /** What a worker may use of a limit, and does. */
    record PermitsJson(String name, long allowance, long held, long used, long waiting) {}

    /** How a worker stands: {@code unproven}, {@code proven}, {@code setAside} or {@code dismissed}, and why. */
    record StandingJson(
            String is,
            @Nullable String reason,
            @Nullable String text,
            @Nullable Instant since,
            @Nullable String application) {
        static StandingJson of(WorkerRow row) {
            Standing standing = row.orders().standing();
            Trouble trouble = standing.trouble();
            long application = row.report().proof().application();
            return new StandingJson(
                    code(standing.kind()),
                    trouble == null ? null : trouble.code(),
                    standing.text().isEmpty() ? null : standing.text(),
                    standing.sinceMillis() == 0 ? null : Instant.ofEpochMilli(standing.sinceMillis()),
                    application == 0 ? null : Long.toString(application));
        }

        static String code(Standing.Kind kind) {
            return switch (kind) {
                case UNPROVEN -> "unproven";
                case PROVEN -> "proven";
                case SET_ASIDE -> "setAside";
                case DISMISSED -> "dismissed";
            };
        }
    }

    /** One worker; {@code shards} are those it may act for. What was true too long ago is null. */
    record WorkerJson(
            String worker,
            @Nullable Boolean alive,
            boolean draining,
            StandingJson standing,
            long epoch,
            String version,
            String zone,
            String probe,
            int capacity,
            @Nullable List<Integer> shards,
            @Nullable Long shardsActive,
            @Nullable Long collectorsActive,
            @Nullable Double eventsPerSecond,
            List<PermitsJson> permits,
            long ordersWritten,
            long ordersSeen,
            @Nullable Instant renewedAt,
            @Nullable Long ageMillis) {}

    /** A worker that is not shown any more. */
    record ForgottenJson(String worker, long epoch) {}

    /** All workers. */
    record WorkersJson(List<WorkerJson> workers) {}

    List<Route> routes() {
        return List.of(
                Route.get("/v1/workers", _ -> all()),
                Route.get("/v1/workers/{id}", request -> one(request.inPath("id"))),
                Route.delete("/v1/workers/{id}", this::forget),
                Route.post("/v1/workers/{id}/drain", Set.of("dryRun"), request -> drain(request, true)),
                Route.delete("/v1/workers/{id}/drain", request -> drain(request, false)));
    }

    private Answer all() {
        Look look = Look.at(loop);
        return new Answer.Found(new WorkersJson(look.view().workers().values().stream()
                .map(row -> json(look, row))
                .toList()));
    }

    private Answer one(String text) {
        Look look = Look.at(loop);
        return new Answer.Found(json(look, known(look, text)));
    }

    private static WorkerRow known(Look look, String text) {
        WorkerId id = Request.parsed(WorkerId::new, text);
        WorkerRow row = look.view().workers().get(id.value());
        if (row == null) {
            throw HttpProblem.notFound("worker '" + id + "' is unknown: expected one of "
                    + look.view().workers().keySet());
        }
        return row;
    }

    /** Written into the worker's row, so that every leader that follows goes on with it. */
    private Answer drain(Request request, boolean wanted) {
        Look look = Look.at(loop);
        WorkerRow row = known(look, request.inPath("id"));
        if (!row.alive()) {
            throw dead(row);
        }
        if (request.flag("dryRun")) {
            FleetView drained = look.view().withWorker(row.worker(), each -> each.withDraining(true));
            return new Answer.Found(PlanResource.json(look, drained, FIRST_ACTIONS));
        }
        if (!records.changeWorker(row.worker(), new Drain(wanted))) {
            throw dead(row);
        }
        AUDIT.info("worker '{}' is {}", row.worker(), wanted ? "drained" : "taken back into service");
        loop.hint();
        return new Answer.Accepted(
                new DrainJson(row.worker(), wanted, look.view().ownedBy(row).size()));
    }

    /** Only what has ended, and has no shards to its name that wait for it. */
    private Answer forget(Request request) {
        Look look = Look.at(loop);
        WorkerRow row = known(look, request.inPath("id"));
        if (row.alive()) {
            throw HttpProblem.conflict("worker '" + row.worker()
                    + "' is alive: expected one that has ended; drain it, then stop its process");
        }
        List<Integer> waiting =
                look.view().ownedBy(row).stream().map(ShardRecord::index).toList();
        if (!waiting.isEmpty()) {
            throw HttpProblem.conflict("shards " + waiting + " are not given to another worker yet: expected worker '"
                    + row.worker() + "' to have none; see waiting in /v1/plan");
        }
        if (!records.changeWorker(row.worker(), new Forget(row.epoch()))) {
            throw HttpProblem.conflict("worker '" + row.worker() + "' has joined anew: expected one that has ended");
        }
        AUDIT.info("worker '{}' is forgotten, its last epoch was {}", row.worker(), row.epoch());
        loop.hint();
        return new Answer.Found(new ForgottenJson(row.worker(), row.epoch()));
    }

    private static HttpProblem dead(WorkerRow row) {
        return HttpProblem.conflict(
                "worker '" + row.worker() + "' is not alive: expected one that renews, see /v1/workers");
    }

    private static WorkerJson json(Look look, WorkerRow row) {
        FleetView view = look.view();
        List<Integer> shards =
                row.alive() ? view.ownedBy(row).stream().map(ShardRecord::index).toList() : List.of();
        List<ShardStatus> observed = row.alive() ? row.report().shards() : List.of();
        boolean old = row.alive() && look.isOld(row);
        Map<String, Long> allowances = row.orders().allowances();
        return new WorkerJson(
                row.worker(),
                look.known(row.alive()),
                row.draining(),
                StandingJson.of(row),
                row.epoch(),
                row.profile().version(),
                row.profile().zone(),
                row.profile().probe(),
                row.profile().capacity(),
                look.known(shards),
                old
                        ? null
                        : Long.valueOf(observed.stream()
                                .filter(each -> each.phase() == ShardPhase.ACTIVE)
                                .count()),
                old
                        ? null
                        : Long.valueOf(observed.stream()
                                .mapToLong(ShardStatus::collectorsActive)
                                .sum()),
                old
                        ? null
                        : Double.valueOf(observed.stream()
                                .mapToDouble(ShardStatus::eventsPerSecond)
                                .sum()),
                row.report().limits().stream()
                        .map(use -> permits(use, allowances.getOrDefault(use.limit(), 0L)))
                        .toList(),
                row.orders().sequence(),
                FleetView.ordersSeen(row),
                look.renewedAt(row),
                look.renewalAgeMillis(row));
    }

    private static PermitsJson permits(LimitUse use, long allowance) {
        return new PermitsJson(use.limit(), allowance, use.held(), use.used(), use.waiting());
    }
}
