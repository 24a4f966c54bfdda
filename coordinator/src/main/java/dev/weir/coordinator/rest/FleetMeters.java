package dev.weir.coordinator.rest;

import dev.weir.cluster.Ledger;
import dev.weir.cluster.PauseGuard;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.control.Decided;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.plan.Reason;
import dev.weir.coordinator.plan.ShardCounts;
import dev.weir.model.LimitUse;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.Standing;
import dev.weir.model.Trouble;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The fleet as meters: what this coordinator saw last. */
public final class FleetMeters {
    private static final List<String> PHASES = Stream.concat(
                    Stream.of("UNASSIGNED", "ASSIGNED", ShardResource.UNKNOWN),
                    Arrays.stream(ShardPhase.values()).map(Enum::name))
            .toList();

    private final ControlLoop loop;
    private final MeterRegistry registry;

    /** Registers all of them. */
    public static void register(ControlLoop loop, PauseGuard guard, MeterRegistry registry, Set<String> limits) {
        FleetMeters meters = new FleetMeters(loop, registry);
        meters.fleet();
        limits.forEach(meters::limit);
        FunctionCounter.builder("weir.coordinator.pauses", guard, PauseGuard::gaps)
                .description("Times this process was found to have stood still for more than half a second")
                .register(registry);
        FunctionCounter.builder("weir.coordinator.writes.refused", guard, PauseGuard::refused)
                .description("Writes refused after a pause, until a majority had answered")
                .register(registry);
    }

    private FleetMeters(ControlLoop loop, MeterRegistry registry) {
        this.loop = loop;
        this.registry = registry;
    }

    private void fleet() {
        for (String phase : PHASES) {
            Gauge.builder("weir.fleet.shards", loop, each -> shards(Look.at(each), phase))
                    .description("Shards of the fleet, by phase")
                    .tag("phase", phase)
                    .register(registry);
        }
        gauge(
                "weir.fleet.workers",
                "Workers whose lease holds",
                view -> view.alive().size());
        gauge("weir.fleet.collectors", "Collectors that run in the fleet", FleetMeters::collectors);
        gauge(
                "weir.fleet.workers.draining",
                "Workers that are drained",
                view -> view.alive().stream().filter(WorkerRow::draining).count());
        for (Standing.Kind kind : Standing.Kind.values()) {
            Gauge.builder("weir.fleet.workers.standing", loop, each -> standing(each, kind))
                    .description("Workers whose lease holds, by what the leader makes of them")
                    .tag("standing", WorkerResource.StandingJson.code(kind))
                    .register(registry);
        }
        for (Trouble trouble : Trouble.values()) {
            Gauge.builder("weir.fleet.workers.aside", loop, each -> aside(each, trouble))
                    .description("Workers that are given no shards, by reason")
                    .tag("reason", trouble.code())
                    .register(registry);
        }
        gauge("weir.fleet.shards.wanted", "Shards that the bot is split into", FleetView::runningCount);
        gauge("weir.fleet.guilds.fullest", "Guilds of the shard that has most of them", FleetMeters::guildsOfFullest);
        Gauge.builder("weir.coordinator.shards.recommended", loop, FleetMeters::recommended)
                .description("Shards that Discord recommends; 0 when this coordinator does not know")
                .register(registry);
        for (ShardCounts.Code code : ShardCounts.Code.values()) {
            Gauge.builder("weir.coordinator.shard.notice", loop, each -> says(each, code))
                    .description("1 while this leader has something to say about the shard count, else 0")
                    .tag("code", code.code())
                    .register(registry);
        }
        Gauge.builder("weir.coordinator.shards.kept", loop, FleetMeters::kept)
                .description("Shards that this leader keeps for workers that were lost, many at once")
                .register(registry);
        Gauge.builder("weir.coordinator.identify.spacing", loop, FleetMeters::spacing)
                .description("Longest distance that this leader keeps between two identifies of a bucket")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder(
                        "weir.fleet.shards.slowed",
                        loop,
                        each -> each.newest().waits().size())
                .description(
                        "Shards that wait 1 to 30 minutes between two identifies, because one after another was refused")
                .register(registry);
        Gauge.builder("weir.fleet.identify.wait", loop, FleetMeters::longestWait)
                .description("Time until the last of the shards that are slowed down may identify again")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("weir.coordinator.leading", loop, each -> each.leads() ? 1 : 0)
                .description("1 when this coordinator leads, else 0")
                .register(registry);
        Gauge.builder("weir.coordinator.sees.leader", loop, each -> each.seesLeader() ? 1 : 0)
                .description("1 when this coordinator leads, or sees one that does, else 0")
                .register(registry);
        Gauge.builder("weir.coordinator.in.order", loop, each -> each.newest().trouble() == null ? 1 : 0)
                .description("1 when this coordinator sees the fleet and can do its work, else 0")
                .register(registry);
        Gauge.builder(
                        "weir.coordinator.identifies.left",
                        loop,
                        each -> each.leads() ? each.newest().identifiesLeft() : -1)
                .description("IDENTIFYs that Discord allows today; -1 when this coordinator does not know")
                .register(registry);
        Gauge.builder("weir.coordinator.view.age", loop, each -> each.age().toNanos() / 1e9)
                .description("Age of the newest look at the fleet")
                .baseUnit("seconds")
                .register(registry);
    }

    private static double recommended(ControlLoop loop) {
        ShardCounts.Choice choice = loop.counts();
        return choice == null ? 0 : choice.recommended();
    }

    private static double says(ControlLoop loop, ShardCounts.Code code) {
        ShardCounts.Choice choice = loop.counts();
        return choice != null && choice.says(code) ? 1 : 0;
    }

    private static double guildsOfFullest(FleetView view) {
        int most = 0;
        for (int shard = 0; shard < view.shardCount(); shard++) {
            ShardStatus status = view.observed(shard);
            most = status == null ? most : Math.max(most, status.guilds());
        }
        return most;
    }

    private static long standing(ControlLoop loop, Standing.Kind kind) {
        return loop.newest().view().alive().stream()
                .filter(row -> row.orders().standing().kind() == kind)
                .count();
    }

    private static long aside(ControlLoop loop, Trouble trouble) {
        return loop.newest().view().alive().stream()
                .filter(row -> row.orders().standing().trouble() == trouble)
                .count();
    }

    private static double kept(ControlLoop loop) {
        Decided decided = loop.leads() ? loop.newest().decided() : null;
        return decided == null
                ? 0
                : decided.plan().waiting().stream()
                        .filter(each -> each.reason() == Reason.MASS_LOSS)
                        .count();
    }

    private static double longestWait(ControlLoop loop) {
        return loop.newest().waits().values().stream()
                .mapToDouble(wait -> wait.left().toNanos() / 1e9)
                .max()
                .orElse(0);
    }

    private static double spacing(ControlLoop loop) {
        Decided decided = loop.leads() ? loop.newest().decided() : null;
        return decided == null ? 0 : decided.slowestSpacing().toNanos() / 1e9;
    }

    private void limit(String name) {
        limit(
                name,
                "weir.limit.size",
                "Permits of the whole fleet",
                view -> ledger(view, name).size());
        limit(
                name,
                "weir.limit.granted",
                "Permits that workers may be using",
                view -> ledger(view, name).held());
        limit(
                name,
                "weir.limit.used",
                "Permits in use",
                view -> use(view, name).mapToLong(LimitUse::used).sum());
        limit(name, "weir.limit.ended", "Permits that ended workers have used and that Discord still counts", view -> {
            Set<String> alive = view.alive().stream().map(WorkerRow::holder).collect(Collectors.toSet());
            return ledger(view, name).holdings().entrySet().stream()
                    .filter(each -> !alive.contains(each.getKey()))
                    .mapToLong(each -> each.getValue().ceiling())
                    .sum();
        });
        limit(
                name,
                "weir.limit.stranded",
                "Permits that lie with workers unused while requests wait on others",
                view -> use(view, name).mapToLong(LimitUse::waiting).sum() == 0
                        ? 0
                        : use(view, name)
                                .mapToLong(use -> Math.max(0, use.held() - use.used()))
                                .sum());
        limit(
                name,
                "weir.limit.waiting",
                "Requests that wait for a permit",
                view -> use(view, name).mapToLong(LimitUse::waiting).sum());
    }

    private void gauge(String name, String description, ToDoubleFunction<FleetView> value) {
        Gauge.builder(name, loop, each -> known(each, value))
                .description(description)
                .register(registry);
    }

    /** Not a number when the look is so old that nobody knows. */
    private static double known(ControlLoop loop, ToDoubleFunction<FleetView> value) {
        Look look = Look.at(loop);
        return look.isOld() ? Double.NaN : value.applyAsDouble(look.view());
    }

    private void limit(String limit, String name, String description, ToDoubleFunction<FleetView> value) {
        Gauge.builder(name, loop, each -> known(each, value))
                .description(description)
                .tag("limit", limit)
                .register(registry);
    }

    private static long shards(Look look, String phase) {
        return IntStream.range(0, look.view().shardCount())
                .filter(shard -> ShardResource.phase(look, shard).equals(phase))
                .count();
    }

    private static long collectors(FleetView view) {
        long active = 0;
        for (int shard = 0; shard < view.shardCount(); shard++) {
            ShardStatus status = view.observed(shard);
            active += status == null ? 0 : status.collectorsActive();
        }
        return active;
    }

    private static Ledger ledger(FleetView view, String limit) {
        Ledger ledger = view.ledger(limit);
        return ledger == null ? new Ledger(limit, 0, 0, java.util.Map.of()) : ledger;
    }

    private static Stream<LimitUse> use(FleetView view, String limit) {
        return view.alive().stream()
                .flatMap(row -> row.report().limits().stream())
                .filter(each -> each.limit().equals(limit));
    }
}
