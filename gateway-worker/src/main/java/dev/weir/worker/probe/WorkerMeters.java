package dev.weir.worker.probe;

import dev.weir.model.LimitUse;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.admission.Refusal;
import dev.weir.worker.cluster.CollectorRegistry;
import dev.weir.worker.dispatch.LaneStats;
import dev.weir.worker.roster.Roster;
import dev.weir.worker.roster.Statistics;
import dev.weir.worker.roster.Totals;
import dev.weir.worker.shard.WorkerLease;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * A worker's meters. Those of a shard come and go with the shard, so {@link #refresh} is called before each scrape; totals
 * only grow, whichever shards are here.
 */
public final class WorkerMeters {
    private final MeterRegistry registry;
    private final Roster roster;
    private final MultiGauge guilds;
    private final MultiGauge latency;
    private final MultiGauge eventRate;
    private final MultiGauge collectors;
    private final MultiGauge inbox;
    private final MultiGauge fenced;
    private final MultiGauge inboxBytes;
    private final MultiGauge memory;
    private final Set<String> endReasons = ConcurrentHashMap.newKeySet();

    /** Registers all but the meters of single shards. */
    public WorkerMeters(
            MeterRegistry registry,
            Roster roster,
            PermitPool permits,
            CollectorRegistry tables,
            WorkerLease lease,
            Statistics statistics) {
        this.registry = registry;
        this.roster = roster;
        Gauge.builder("weir.lease.open", () -> lease.open(System.nanoTime()) ? 1 : 0)
                .description("Whether this worker may act: 1 or 0")
                .register(registry);
        for (ShardPhase phase : ShardPhase.values()) {
            Gauge.builder("weir.shards", () -> inPhase(phase))
                    .description("Shards held by this worker, by phase")
                    .tag("phase", phase.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        permits("allowed", permits, use -> permits.allowance());
        permits("used", permits, LimitUse::used);
        permits("waiting", permits, LimitUse::waiting);
        for (PermitPool.Use use : permits.uses()) {
            if (!use.limit().equals(permits.use().limit())) {
                local("allowed", use.limit(), permits, PermitPool.Use::allowed);
                local("used", use.limit(), permits, PermitPool.Use::used);
            }
        }
        for (Refusal reason : Refusal.values()) {
            FunctionCounter.builder("weir.admission.refused", permits, each -> each.refused(reason))
                    .description("Collectors that got no permit, by reason")
                    .tag("reason", reason.code())
                    .register(registry);
        }
        Gauge.builder("weir.admission.queue", permits, PermitPool::queued)
                .description("Collectors that wait, whichever limit holds them back")
                .register(registry);
        Gauge.builder("weir.memory", permits, each -> each.memory().heldBytes())
                .description("What collectors and the items they keep take of the heap, as counted")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("weir.memory.budget", permits, each -> each.memory().budgetBytes())
                .description("What they may take of the heap")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("weir.heap.pressure", permits, each -> each.pressure().level())
                .description("0 enough memory, 1 no permits drawn, 2 collectors evicted, 3 nobody admitted")
                .register(registry);
        total("weir.gateway.events", "Dispatches received from Discord", Totals::events);
        total("weir.gateway.events.dropped", "Dispatches dropped before any collector saw them", Totals::eventsDropped);
        total("weir.fence.events.dropped", "Events dropped while this worker might not act", Totals::fenceDropped);
        total("weir.gateway.resumes", "Sessions resumed", Totals::resumes);
        total("weir.gateway.reconnects", "New sessions after the first of a shard", Totals::reconnects);
        total("weir.gateway.identifies", "IDENTIFYs sent", Totals::identifies);
        total("weir.collectors.started", "Collectors that became active", Totals::collectorsStarted);
        total("weir.items.accepted", "Items accepted by collectors", Totals::itemsAccepted);
        total("weir.items.ignored", "Items in scope that a filter or a limit refused", Totals::itemsIgnored);
        total("weir.items.dropped", "Items late, doubled, or over a buffer", Totals::itemsDropped);
        total("weir.handler.errors", "Handlers that threw", Totals::handlerErrors);
        total("weir.filter.errors", "Filters that threw", Totals::filterErrors);
        FunctionCounter.builder("weir.registry.batches", tables, CollectorRegistry::batches)
                .description("Batches of collector changes sent to the fleet")
                .register(registry);
        FunctionCounter.builder("weir.registry.failures", tables, CollectorRegistry::failures)
                .description("Batches without an answer; the whole table follows")
                .register(registry);
        Gauge.builder("weir.collectors.oldest", statistics, each -> each.now().oldestSeconds())
                .description("How long the first started collector that is still here is here; 0 without any")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("weir.collectors.ending", statistics, each -> each.now().ending())
                .description("Collectors that take nothing any more and wait for their handlers")
                .register(registry);
        Gauge.builder(
                        "weir.collectors.error.rate",
                        statistics,
                        each -> each.now().errorsPerSecond())
                .description("Filters and handlers that threw, a second, over the last minute")
                .register(registry);
        guilds = ofShards("weir.shard.guilds", "Guilds of a shard that are available", "");
        latency = ofShards("weir.shard.latency", "Round trip of a shard's last heartbeat", "seconds");
        eventRate = ofShards("weir.shard.event.rate", "Dispatches per second of a shard, mean of 10 s", "");
        collectors = ofShards("weir.collectors.active", "Collectors that run now, by shard", "");
        inbox = ofShards("weir.lane.inbox", "Events that wait for a shard's lane", "");
        fenced = ofShards("weir.fence.events", "Events that wait because this worker may not act now", "");
        inboxBytes = ofShards("weir.lane.inbox.size", "What those events take of the heap", "bytes");
        memory = ofShards("weir.lane.memory", "What a shard's collectors and their items take of the heap", "bytes");
    }

    /** Brings the meters of shards, and of reasons, up to date. */
    public synchronized void refresh() {
        List<ShardStatus> statuses = roster.statuses();
        guilds.register(rows(statuses, ShardStatus::guilds), true);
        latency.register(
                rows(statuses.stream().filter(s -> s.latencyMillis() >= 0).toList(), s -> s.latencyMillis() / 1000.0),
                true);
        eventRate.register(rows(statuses, ShardStatus::eventsPerSecond), true);
        collectors.register(rows(statuses, ShardStatus::collectorsActive), true);
        Map<Integer, LaneStats> lanes = roster.lanes();
        inbox.register(ofLanes(lanes, LaneStats::inboxDepth), true);
        fenced.register(ofLanes(lanes, LaneStats::fenceHeld), true);
        inboxBytes.register(ofLanes(lanes, LaneStats::inboxBytes), true);
        memory.register(ofLanes(lanes, LaneStats::memoryBytes), true);
        roster.totals().collectorsEnded().keySet().forEach(this::countEndsBy);
    }

    private void countEndsBy(String reason) {
        if (endReasons.add(reason)) {
            FunctionCounter.builder(
                            "weir.collectors.ended",
                            roster,
                            r -> r.totals().collectorsEnded().getOrDefault(reason, 0L))
                    .description("Collectors that ended, by reason")
                    .tag("reason", reason)
                    .register(registry);
        }
    }

    private long inPhase(ShardPhase phase) {
        return roster.statuses().stream().filter(s -> s.phase() == phase).count();
    }

    private void permits(String state, PermitPool pool, ToDoubleFunction<LimitUse> value) {
        Gauge.builder("weir.permits", pool, p -> value.applyAsDouble(p.use()))
                .description("Permits of a limit on this worker: allowed, used, waited for")
                .tags("limit", pool.use().limit(), "state", state)
                .register(registry);
    }

    private void local(String state, String limit, PermitPool pool, ToDoubleFunction<PermitPool.Use> value) {
        Gauge.builder(
                        "weir.permits",
                        pool,
                        each -> each.uses().stream()
                                .filter(use -> use.limit().equals(limit))
                                .mapToDouble(value)
                                .sum())
                .description("Permits of a limit on this worker: allowed, used, waited for")
                .tags("limit", limit, "state", state)
                .register(registry);
    }

    private void total(String name, String description, ToDoubleFunction<Totals> value) {
        FunctionCounter.builder(name, roster, r -> value.applyAsDouble(r.totals()))
                .description(description)
                .register(registry);
    }

    private MultiGauge ofShards(String name, String description, String unit) {
        MultiGauge.Builder builder = MultiGauge.builder(name).description(description);
        return (unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry);
    }

    private static List<Row<?>> ofLanes(Map<Integer, LaneStats> lanes, ToDoubleFunction<LaneStats> value) {
        List<Row<?>> rows = new ArrayList<>();
        lanes.forEach(
                (shard, lane) -> rows.add(Row.of(Tags.of("shard", String.valueOf(shard)), value.applyAsDouble(lane))));
        return rows;
    }

    private static List<Row<?>> rows(List<ShardStatus> statuses, ToDoubleFunction<ShardStatus> value) {
        List<Row<?>> rows = new ArrayList<>();
        for (ShardStatus status : statuses) {
            rows.add(Row.of(Tags.of("shard", String.valueOf(status.index())), value.applyAsDouble(status)));
        }
        return rows;
    }
}
