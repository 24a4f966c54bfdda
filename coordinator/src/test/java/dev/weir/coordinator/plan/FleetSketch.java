package dev.weir.coordinator.plan;

import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.WorkerProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;

/**
 * A fleet on paper, for plans: workers that do at once what they are told, and shards that identify at once.
 *
 * <p>{@link #settle} plans and follows until nothing is left to do.
 */
@NullUnmarked // A null where there should be none fails the test anyway.
final class FleetSketch {
    final int shards;
    final int buckets;
    final Map<String, Worker> workers = new TreeMap<>();
    final Map<Integer, ShardRecord> records = new TreeMap<>();
    final Map<Integer, Fence> fences = new HashMap<>();
    final Set<String> kept = new java.util.HashSet<>();

    /** Of workers that are not {@link Grade#PROVEN}. */
    final Map<String, Grade> grades = new TreeMap<>();

    final Map<Integer, String> takenBack = new TreeMap<>();
    long identifiesForMoves = Long.MAX_VALUE;
    boolean open = true;

    /** How often each shard came to a worker that did not run it. */
    final Map<Integer, Integer> identifies = new TreeMap<>();

    static final class Worker {
        final String name;
        final int capacity;
        final String version;
        final String zone;
        long epoch = 1;
        long sequence = 1;
        boolean alive = true;
        boolean draining;
        final Map<Integer, Long> held = new TreeMap<>();

        Worker(String name, int capacity, String version, String zone) {
            this.name = name;
            this.capacity = capacity;
            this.version = version;
            this.zone = zone;
        }
    }

    FleetSketch(int shards, int buckets) {
        this.shards = shards;
        this.buckets = buckets;
    }

    Worker join(String name) {
        return join(name, 10_000, "1.0", "");
    }

    Worker join(String name, int capacity, String version, String zone) {
        Worker before = workers.get(name);
        Worker made = new Worker(name, capacity, version, zone);
        made.epoch = before == null ? 1 : before.epoch + 1;
        workers.put(name, made);
        return made;
    }

    void die(String name) {
        workers.get(name).alive = false;
    }

    FleetView view() {
        List<WorkerRow> rows = new ArrayList<>();
        for (Worker each : workers.values()) {
            List<ShardStatus> statuses = new ArrayList<>();
            each.held.forEach((shard, token) -> statuses.add(new ShardStatus(
                    shard,
                    shards,
                    token,
                    ShardPhase.ACTIVE,
                    0,
                    -1,
                    -1,
                    0,
                    0,
                    0,
                    0,
                    Map.of(),
                    0,
                    0,
                    1,
                    1,
                    -1,
                    0,
                    null)));
            rows.add(new WorkerRow(
                    each.name,
                    each.epoch,
                    "n",
                    5,
                    each.alive,
                    each.draining,
                    new WorkerProfile(each.capacity, each.version, each.zone, ""),
                    new Report(each.sequence, statuses, List.of()),
                    new Orders(each.sequence, shards, each.held, Map.of(), Map.of())));
        }
        return FleetView.of(shards, rows, records.values(), List.of());
    }

    Plan plan() {
        return Placement.plan(
                view(), new Placement.Terms(buckets, open, fences, 0, kept, identifiesForMoves, standings()));
    }

    private Standings standings() {
        Map<String, Grade> all = new TreeMap<>();
        workers.keySet().forEach(each -> all.put(each, grades.getOrDefault(each, Grade.PROVEN)));
        return new Standings(Map.of(), all, takenBack, Set.of());
    }

    /** One round: everything that is planned is done, by the workers too. */
    Plan round() {
        Plan plan = plan();
        for (Action action : plan.actions()) {
            switch (action) {
                case Action.AssignShard it -> {
                    long token = it.tokenSeen() + 1;
                    records.put(
                            it.shard(), new ShardRecord(it.shard(), shards, token, it.worker(), it.epoch(), null, 0));
                    workers.values().stream()
                            .filter(each -> !each.alive || !each.name.equals(it.worker()))
                            .forEach(each -> each.held.remove(it.shard()));
                    Worker worker = workers.get(it.worker());
                    worker.held.put(it.shard(), token);
                    worker.sequence++;
                    fences.remove(it.shard());
                    identifies.merge(it.shard(), it.claim() ? 0 : 1, Integer::sum);
                }
                case Action.LeaveOut it -> {
                    Worker worker = workers.get(it.worker());
                    worker.held.remove(it.shard());
                    worker.sequence++;
                    fences.put(
                            it.shard(),
                            new Fence(it.token(), it.worker() + "@" + it.epoch(), worker.sequence, it.to()));
                }
                case Action.VacateShard it ->
                    records.put(it.shard(), new ShardRecord(it.shard(), shards, it.tokenSeen(), null, 0, null, 0));
                case Action.ExpireWorker _, Action.QuarantineShard _ -> throw new AssertionError(action);
            }
        }
        return plan;
    }

    /** Rounds until nothing is planned; answers how many shards came to another worker. */
    int settle() {
        Map<Integer, ShardRecord> before = Map.copyOf(records);
        for (int i = 0; i < 10 * shards + 20; i++) {
            if (round().actions().isEmpty()) {
                return (int) records.values().stream()
                        .filter(each -> !each.equals(before.get(each.index())))
                        .count();
            }
        }
        throw new AssertionError("the fleet does not come to rest: " + plan());
    }

    Map<String, Integer> loads() {
        Map<String, Integer> loads = new TreeMap<>();
        workers.values().stream().filter(each -> each.alive).forEach(each -> loads.put(each.name, each.held.size()));
        return loads;
    }

    Map<String, Integer> loadsOfZones() {
        Map<String, Integer> loads = new TreeMap<>();
        workers.values().stream()
                .filter(each -> each.alive)
                .forEach(each -> loads.merge(each.zone, each.held.size(), Integer::sum));
        return loads;
    }

    int mostInOneBucket(String worker) {
        Map<Integer, Integer> perBucket = new HashMap<>();
        workers.get(worker).held.keySet().forEach(shard -> perBucket.merge(shard % buckets, 1, Integer::sum));
        return perBucket.values().stream().mapToInt(each -> each).max().orElse(0);
    }
}
