package dev.weir.coordinator.rest;

import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.LimitUse;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.WorkerId;
import dev.weir.process.HttpProblem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Workers: who is there, and what each carries. */
final class WorkerResource {
    private final ControlLoop loop;

    WorkerResource(ControlLoop loop) {
        this.loop = loop;
    }

    /** What a worker may use of a limit, and does. */
    record PermitsJson(String name, long allowance, long held, long used, long waiting) {}

    /** One worker; {@code shards} are those it may act for. */
    record WorkerJson(
            String worker,
            boolean alive,
            long epoch,
            String version,
            String zone,
            String probe,
            int capacity,
            List<Integer> shards,
            long shardsActive,
            long collectorsActive,
            double eventsPerSecond,
            List<PermitsJson> permits,
            long ordersWritten,
            long ordersSeen,
            @Nullable Instant renewedAt,
            @Nullable Long ageMillis) {}

    /** All workers. */
    record WorkersJson(List<WorkerJson> workers) {}

    List<Route> routes() {
        return List.of(
                Route.get("/v1/workers", _ -> all()),
                Route.get("/v1/workers/{id}", request -> one(request.inPath("id"))));
    }

    private Answer all() {
        Look look = Look.at(loop);
        return new Answer.Found(new WorkersJson(look.view().workers().values().stream()
                .map(row -> json(look, row))
                .toList()));
    }

    private Answer one(String text) {
        WorkerId id = Request.parsed(WorkerId::new, text);
        Look look = Look.at(loop);
        WorkerRow row = look.view().workers().get(id.value());
        if (row == null) {
            throw HttpProblem.notFound("worker '" + id + "' is unknown: expected one of "
                    + look.view().workers().keySet());
        }
        return new Answer.Found(json(look, row));
    }

    private static WorkerJson json(Look look, WorkerRow row) {
        FleetView view = look.view();
        List<Integer> shards = IntStream.range(0, view.shardCount())
                .filter(shard -> row.equals(view.owner(shard)))
                .boxed()
                .toList();
        List<ShardStatus> observed = row.alive() ? row.report().shards() : List.of();
        Map<String, Long> allowances = row.orders().allowances();
        return new WorkerJson(
                row.worker(),
                row.alive(),
                row.epoch(),
                row.profile().version(),
                row.profile().zone(),
                row.profile().probe(),
                row.profile().capacity(),
                shards,
                observed.stream()
                        .filter(each -> each.phase() == ShardPhase.ACTIVE)
                        .count(),
                observed.stream().mapToLong(ShardStatus::collectorsActive).sum(),
                observed.stream().mapToDouble(ShardStatus::eventsPerSecond).sum(),
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
