package dev.weir.coordinator.rest;

import dev.weir.cluster.ReadTable;
import dev.weir.cluster.RequestStop;
import dev.weir.cluster.TablePage;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.CollectorId;
import dev.weir.model.CollectorRecord;
import dev.weir.process.HttpProblem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collectors of the whole fleet, read page by page from the shards' tables. */
final class CollectorResource {
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final ControlLoop loop;
    private final FleetRecords records;
    private final InstantSource clock;

    CollectorResource(ControlLoop loop, FleetRecords records, InstantSource clock) {
        this.loop = loop;
        this.records = records;
        this.clock = clock;
    }

    /** One collector. */
    record CollectorJson(
            String id,
            int shard,
            @Nullable String worker,
            String kind,
            String scope,
            String state,
            @Nullable String label,
            Instant startedAt,
            long ageMillis,
            @Nullable Instant endsAt,
            @Nullable Integer max,
            long received,
            long accepted) {}

    /**
     * One page, in the order of shard, token and number.
     *
     * @param total collectors of the shard that was asked for; null for the whole fleet
     * @param next what to give as {@code after} for the next page, null after the last
     */
    record CollectorsJson(
            List<CollectorJson> collectors,
            @Nullable Integer total,
            @Nullable String next) {}

    /** A stop that was asked for; the shard's worker does it within seconds. */
    record StopJson(String id, String wanted) {}

    List<Route> routes() {
        return List.of(
                Route.get("/v1/collectors", Set.of("shard", "after", "limit"), this::page),
                Route.get("/v1/collectors/{id}", request -> one(id(request))),
                Route.delete("/v1/collectors/{id}", request -> stop(id(request))));
    }

    private Answer page(Request request) {
        Look look = Look.at(loop);
        int limit = request.number("limit", 1, LARGEST_PAGE, USUAL_PAGE);
        String shardText = request.text("shard");
        String afterText = request.text("after");
        CollectorId after = afterText == null ? null : Request.parsed(CollectorId::parse, afterText);
        Integer only = shardText == null ? null : look.shard("shard", shardText);
        if (only != null && after != null && after.shard() != only) {
            throw HttpProblem.badRequest(
                    "after '" + after + "' is of another shard: expected a collector of shard " + only);
        }
        int first = only != null ? only : after == null ? 0 : after.shard();
        int last = only != null ? only : look.view().shardCount() - 1;

        List<CollectorJson> found = new ArrayList<>();
        Integer total = null;
        // One row more than asked for tells whether there is a next page.
        for (int shard = first; shard <= last && found.size() <= limit; shard++) {
            TablePage page = read(look.view(), shard, after, limit + 1 - found.size());
            total = only == null ? null : page.total();
            for (CollectorRecord row : page.rows()) {
                found.add(json(look.view(), shard, page.token(), row));
            }
        }
        boolean more = found.size() > limit;
        List<CollectorJson> rows = more ? found.subList(0, limit) : found;
        return new Answer.Found(new CollectorsJson(
                List.copyOf(rows), total, more ? rows.getLast().id() : null));
    }

    /** A page of a shard whose token has moved on since begins at the front: those collectors all come after. */
    private TablePage read(FleetView view, int shard, @Nullable CollectorId after, int limit) {
        TablePage page = readAny(shard, after, limit);
        // What is left of another count is of other guilds, and not told of until the new owner has replaced it.
        return page.count() == view.shardCount() ? page : new TablePage(view.shardCount(), page.token(), 0, List.of());
    }

    private TablePage readAny(int shard, @Nullable CollectorId after, int limit) {
        if (after == null || after.shard() != shard) {
            return records.changeTable(shard, new ReadTable(0, limit));
        }
        TablePage page = records.changeTable(shard, new ReadTable(after.number(), limit));
        if (page.token() > after.token()) {
            return records.changeTable(shard, new ReadTable(0, limit));
        }
        return page.token() == after.token()
                ? page
                : new TablePage(page.count(), page.token(), page.total(), List.of());
    }

    private Answer one(CollectorId id) {
        Look look = Look.at(loop);
        if (id.shard() >= look.shardCount()) {
            throw unknown(id);
        }
        TablePage page = records.changeTable(id.shard(), new ReadTable(id.number() - 1, 1));
        if (page.token() != id.token()
                || page.count() != look.shardCount()
                || page.rows().isEmpty()
                || page.rows().getFirst().number() != id.number()) {
            throw unknown(id);
        }
        return new Answer.Found(
                json(look.view(), id.shard(), id.token(), page.rows().getFirst()));
    }

    private Answer stop(CollectorId id) {
        Look look = Look.at(loop);
        if (id.shard() >= look.shardCount()
                || !records.changeTable(id.shard(), new RequestStop(id.token(), id.number()))) {
            throw unknown(id);
        }
        return new Answer.Accepted(new StopJson(id.toString(), "STOPPED"));
    }

    private static CollectorId id(Request request) {
        return Request.parsed(CollectorId::parse, request.inPath("id"));
    }

    private static HttpProblem unknown(CollectorId id) {
        return HttpProblem.notFound(
                "collector '" + id + "' is unknown: expected the id of one that runs, see /v1/collectors");
    }

    private CollectorJson json(FleetView view, int shard, long token, CollectorRecord row) {
        WorkerRow owner = view.owner(shard);
        return new CollectorJson(
                new CollectorId(shard, token, row.number()).toString(),
                shard,
                owner == null ? null : owner.worker(),
                row.kind(),
                row.scope(),
                row.state(),
                row.label(),
                Instant.ofEpochMilli(row.startedAtMillis()),
                Math.max(0, clock.millis() - row.startedAtMillis()),
                row.endsAtMillis() == 0 ? null : Instant.ofEpochMilli(row.endsAtMillis()),
                row.max() == 0 ? null : row.max(),
                row.received(),
                row.accepted());
    }
}
