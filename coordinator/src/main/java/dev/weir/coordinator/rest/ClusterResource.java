package dev.weir.coordinator.rest;

import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.plan.ShardCounts;
import dev.weir.model.ShardId;
import dev.weir.model.ShardStatus;
import java.time.Instant;
import java.util.ArrayList;
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

    /** How many workers; null when it is not known. */
    record WorkerCounts(@Nullable Long alive, @Nullable Long dead) {}

    /** Something that an operator should know of the shard count. */
    record NoticeJson(String code, String text) {}

    /** How many shards the fleet is split into, and how many it should be; what only the leader knows is null or empty elsewhere. */
    record CountsJson(
            int running,
            String configured,
            @Nullable Integer recommended,
            List<String> leaving,
            List<NoticeJson> notices) {}

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
            CountsJson shardCounts,
            Map<String, Integer> shardsByPhase,
            WorkerCounts workers,
            @Nullable Long guilds,
            @Nullable Long collectorsActive,
            @Nullable Double eventsPerSecond,
            @Nullable Integer maxConcurrency,
            @Nullable Long identifiesLeft,
            Instant observedAt,
            long ageMillis) {}

    List<Route> routes() {
        return List.of(Route.get("/v1/cluster", _ -> all()));
    }

    private CountsJson counts(FleetView view) {
        ShardCounts.Choice choice = loop.counts();
        return new CountsJson(
                view.runningCount(),
                ShardCounts.name(loop.configuredShards()),
                choice == null ? null : choice.recommended(),
                view.otherCounts().stream()
                        .map(each -> new ShardId(each.index(), each.count()).toString())
                        .toList(),
                choice == null
                        ? List.of()
                        : choice.notices().stream()
                                .map(each -> new NoticeJson(each.code().code(), each.text()))
                                .toList());
    }

    /** What keeps this coordinator from its work, and which others are not with it. */
    private @Nullable String trouble(@Nullable String own) {
        List<String> all = new ArrayList<>();
        if (own != null) {
            all.add(own);
        }
        all.addAll(records.absent());
        return all.isEmpty() ? null : String.join("; ", all);
    }

    private Answer all() {
        Look look = Look.at(loop);
        FleetView view = look.view();
        List<CoordinatorJson> peers = records.peers().stream()
                .map(each ->
                        new CoordinatorJson(each.id(), each.address(), each.leader() && loop.seesLeader(), each.self()))
                .toList();
        Map<String, Integer> phases = new TreeMap<>();
        long guilds = 0;
        long collectors = 0;
        double events = 0;
        for (int shard = 0; shard < view.shardCount(); shard++) {
            phases.merge(ShardResource.phase(look, shard), 1, Integer::sum);
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
                loop.seesLeader()
                        ? peers.stream()
                                .filter(CoordinatorJson::leader)
                                .map(CoordinatorJson::id)
                                .findFirst()
                                .orElse(null)
                        : null,
                look.leading(),
                trouble(look.snapshot().trouble()),
                configured,
                peers,
                view.shardCount(),
                counts(view),
                phases,
                new WorkerCounts(look.known(alive), look.known(view.workers().size() - alive)),
                look.known(guilds),
                look.known(collectors),
                look.known(events),
                look.snapshot().maxConcurrency() == 0 ? null : look.snapshot().maxConcurrency(),
                look.snapshot().identifiesLeft() < 0 ? null : look.snapshot().identifiesLeft(),
                look.snapshot().observedAt(),
                look.age().toMillis()));
    }
}
