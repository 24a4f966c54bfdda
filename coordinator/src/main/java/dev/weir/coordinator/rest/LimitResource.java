package dev.weir.coordinator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.cluster.Holding;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.SetLimit;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.LimitName;
import dev.weir.model.LimitUse;
import dev.weir.process.HttpProblem;
import dev.weir.process.StrictJson;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Limits that hold for the whole fleet: their size, and who has how much. */
final class LimitResource {
    private static final Logger AUDIT = LoggerFactory.getLogger("dev.weir.audit");
    private static final String EXPECTED =
            "expected {\"limit\": a number from 1 to 1000000000, \"evict\": true or false}";
    private static final long MOST = 1_000_000_000L;

    private final ControlLoop loop;
    private final FleetRecords records;
    private final Predicate<Collection<Ledger>> kept;

    /**
     * Answers of one fleet.
     *
     * @param kept writes what was set where it outlives all coordinators, and says whether it did
     */
    LimitResource(ControlLoop loop, FleetRecords records, Predicate<Collection<Ledger>> kept) {
        this.loop = loop;
        this.records = records;
        this.kept = kept;
    }

    /** A limit that was changed; {@code kept} says whether it outlives the end of all coordinators. */
    record ChangedJson(String name, long limit, long before, boolean evict, boolean kept) {}

    /**
     * What one epoch of a worker may be using at most, is allowed now, uses and waits for; of one that has ended, what it has used
     * and Discord still counts.
     */
    record HolderJson(
            String worker, long epoch, boolean alive, long ceiling, long allowance, long used, long waiting) {}

    /** One limit; {@code granted} is what all workers together may be using, {@code pinned} says it was set here. */
    record LimitJson(
            String name,
            long limit,
            boolean pinned,
            long granted,
            long free,
            @Nullable Long used,
            @Nullable Long waiting,
            List<HolderJson> holders) {}

    /** All limits. */
    record LimitsJson(List<LimitJson> limits) {}

    List<Route> routes() {
        return List.of(Route.get("/v1/limits", _ -> all()), Route.put("/v1/limits/{name}", this::set));
    }

    /** Holds from now on: it stands in the ledger, and goes before what is configured. */
    private Answer set(Request request) {
        String name = request.inPath("name");
        FleetView view = loop.newest().view();
        if (view.ledger(name) == null) {
            throw HttpProblem.notFound("limit '" + name + "' is unknown: expected one of "
                    + view.ledgers().values().stream()
                            .map(Ledger::limit)
                            .sorted()
                            .toList());
        }
        JsonNode body = body(request.body());
        long size = body.path("limit").asLong();
        long most = LimitName.most(name);
        if (size > most) {
            throw HttpProblem.badRequest(
                    "limit " + size + " of '" + name + "' is above what Discord allows: expected at" + " most " + most);
        }
        boolean evict = body.path("evict").asBoolean();
        long before = records.changeLedger(name, new SetLimit(size, evict));
        if (before < 0) {
            throw HttpProblem.unavailable("limit '" + name + "' is not in the ledger any more; try again");
        }
        AUDIT.info("limit '{}' is set to {}, was {}; evict {}", name, size, before, evict);
        loop.hint();
        return new Answer.Found(new ChangedJson(name, size, before, evict, kept.test(records.ledgers())));
    }

    private static JsonNode body(String text) {
        JsonNode body = StrictJson.object(text, EXPECTED);
        for (String field : (Iterable<String>) body::fieldNames) {
            if (!field.equals("limit") && !field.equals("evict")) {
                throw HttpProblem.badRequest("field '" + field + "' is unknown: " + EXPECTED);
            }
        }
        JsonNode limit = body.path("limit");
        if (!limit.isIntegralNumber() || !limit.canConvertToLong() || limit.asLong() < 1 || limit.asLong() > MOST) {
            throw HttpProblem.badRequest(
                    "limit " + (limit.isMissingNode() ? "is missing" : "'" + StrictJson.shown(limit) + "' is wrong")
                            + ": " + EXPECTED);
        }
        JsonNode evict = body.path("evict");
        if (!evict.isMissingNode() && !evict.isBoolean()) {
            throw HttpProblem.badRequest("evict '" + StrictJson.shown(evict) + "' is wrong: " + EXPECTED);
        }
        return body;
    }

    private Answer all() {
        Look look = Look.at(loop);
        return new Answer.Found(new LimitsJson(look.view().ledgers().values().stream()
                .map(ledger -> json(look, ledger))
                .toList()));
    }

    private static LimitJson json(Look look, Ledger ledger) {
        FleetView view = look.view();
        List<HolderJson> holders = Stream.concat(
                        view.alive().stream().map(row -> holder(row, ledger)), ended(view, ledger))
                .toList();
        return new LimitJson(
                ledger.limit(),
                ledger.size(),
                ledger.pinned(),
                ledger.held(),
                Math.max(0, ledger.size() - ledger.held()),
                look.known(holders.stream().mapToLong(HolderJson::used).sum()),
                look.known(holders.stream().mapToLong(HolderJson::waiting).sum()),
                holders);
    }

    /** Holders that no living worker answers for: ended ones, and those of which nobody knows yet whether they have. */
    private static Stream<HolderJson> ended(FleetView view, Ledger ledger) {
        Set<String> alive = view.alive().stream().map(WorkerRow::holder).collect(Collectors.toSet());
        return ledger.holdings().entrySet().stream()
                .filter(each -> !alive.contains(each.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(each -> new HolderJson(
                        WorkerRow.workerOf(each.getKey()),
                        WorkerRow.epochOf(each.getKey()),
                        false,
                        each.getValue().ceiling(),
                        0,
                        each.getValue().ceiling(),
                        0));
    }

    private static HolderJson holder(WorkerRow row, Ledger ledger) {
        LimitUse use = row.report().limits().stream()
                .filter(each -> each.limit().equals(ledger.limit()))
                .findFirst()
                .orElse(new LimitUse(ledger.limit(), 0, 0, 0));
        Holding holding = ledger.holdings().getOrDefault(row.holder(), new Holding(0, 0));
        return new HolderJson(
                row.worker(),
                row.epoch(),
                true,
                holding.ceiling(),
                row.orders().allowances().getOrDefault(ledger.limit(), 0L),
                use.used(),
                use.waiting());
    }
}
