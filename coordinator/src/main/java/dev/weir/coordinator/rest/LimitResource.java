package dev.weir.coordinator.rest;

import dev.weir.cluster.Holding;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.LimitUse;
import java.util.List;

/** Limits that hold for the whole fleet: their size, and who has how much. */
final class LimitResource {
    private final ControlLoop loop;

    LimitResource(ControlLoop loop) {
        this.loop = loop;
    }

    /** What one worker may be using at most, is allowed now, uses and waits for. */
    record HolderJson(String worker, long epoch, long ceiling, long allowance, long used, long waiting) {}

    /** One limit; {@code granted} is what all workers together may be using. */
    record LimitJson(
            String name, long limit, long granted, long free, long used, long waiting, List<HolderJson> holders) {}

    /** All limits. */
    record LimitsJson(List<LimitJson> limits) {}

    List<Route> routes() {
        return List.of(Route.get("/v1/limits", _ -> all()));
    }

    private Answer all() {
        FleetView view = loop.newest().view();
        return new Answer.Found(new LimitsJson(view.ledgers().values().stream()
                .map(ledger -> json(view, ledger))
                .toList()));
    }

    private static LimitJson json(FleetView view, Ledger ledger) {
        List<HolderJson> holders =
                view.alive().stream().map(row -> holder(row, ledger)).toList();
        return new LimitJson(
                ledger.limit(),
                ledger.size(),
                ledger.held(),
                Math.max(0, ledger.size() - ledger.held()),
                holders.stream().mapToLong(HolderJson::used).sum(),
                holders.stream().mapToLong(HolderJson::waiting).sum(),
                holders);
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
                holding.ceiling(),
                row.orders().allowances().getOrDefault(ledger.limit(), 0L),
                use.used(),
                use.waiting());
    }
}
