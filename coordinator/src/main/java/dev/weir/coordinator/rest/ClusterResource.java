package dev.weir.coordinator.rest;

import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.ShardStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The fleet in one answer. */
final class ClusterResource {
    private final String name;
    private final int configured;
    private final ControlLoop loop;
    private final FleetRecords records;

    /**
     * Tells of one fleet.
     *
     * @param name of the cluster
     * @param configured coordinators that are configured
     */
    ClusterResource(String name, int configured, ControlLoop loop, FleetRecords records) {
        this.name = name;
        this.configured = configured;
        this.loop = loop;
        this.records = records;
    }

    /** A coordinator that is there. */
    record CoordinatorJson(String id, String address, boolean leader, boolean self) {}

    /** How many workers. */
    record WorkerCounts(long alive, long dead) {}

    /** The fleet. */
    record ClusterJson(
            String name,
            String coordinator,
            @Nullable String leader,
            boolean leading,
            @Nullable String trouble,
            int coordinatorsConfigured,
            List<CoordinatorJson> coordinators,
            int shardCount,
            Map<String, Integer> shardsByPhase,
            WorkerCounts workers,
            long guilds,
            long collectorsActive,
            double eventsPerSecond,
            @Nullable Integer maxConcurrency,
            @Nullable Long identifiesLeft,
            Instant observedAt,
            long ageMillis) {}

    List<Route> routes() {
        return List.of(Route.get("/v1/cluster", _ -> all()));
    }

    private Answer all() {
        Look look = Look.at(loop);
        FleetView view = look.view();
        List<CoordinatorJson> peers = records.peers().stream()
                .map(each -> new CoordinatorJson(each.id(), each.address(), each.leader(), each.self()))
                .toList();
        Map<String, Integer> phases = new TreeMap<>();
        long guilds = 0;
        long collectors = 0;
        double events = 0;
        for (int shard = 0; shard < view.shardCount(); shard++) {
            phases.merge(ShardResource.phase(view, shard), 1, Integer::sum);
            ShardStatus status = view.observed(shard);
            if (status != null) {
                guilds += status.guilds();
                collectors += status.collectorsActive();
                events += status.eventsPerSecond();
            }
        }
        long alive = view.workers().values().stream().filter(WorkerRow::alive).count();
        return new Answer.Found(new ClusterJson(
                name,
                peers.stream()
                        .filter(CoordinatorJson::self)
                        .map(CoordinatorJson::id)
                        .findFirst()
                        .orElse(""),
                peers.stream()
                        .filter(CoordinatorJson::leader)
                        .map(CoordinatorJson::id)
                        .findFirst()
                        .orElse(null),
                look.snapshot().leading(),
                look.snapshot().trouble(),
                configured,
                peers,
                view.shardCount(),
                phases,
                new WorkerCounts(alive, view.workers().size() - alive),
                guilds,
                collectors,
                events,
                look.snapshot().maxConcurrency() == 0 ? null : look.snapshot().maxConcurrency(),
                look.snapshot().identifiesLeft() < 0 ? null : look.snapshot().identifiesLeft(),
                look.snapshot().observedAt(),
                look.age().toMillis()));
    }
}
