package dev.weir.coordinator.fleet;

import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.model.ShardId;
import dev.weir.model.ShardStatus;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many shards the fleet is split into, as its own maps and workers say: what leaders have ordered, else what shards are given
 * away, else what workers still run. It decides nothing about who may act.
 */
public final class RunningCount {

    private RunningCount() {}

    /** 0 when nothing tells. */
    public static int of(Collection<WorkerRow> workers, Collection<ShardRecord> records) {
        int ordered = 0;
        int orderedOfDead = 0;
        for (WorkerRow row : workers) {
            int told = row.orders().shardCount();
            ordered = row.alive() ? Math.max(ordered, told) : ordered;
            orderedOfDead = Math.max(orderedOfDead, told);
        }
        if (ordered > 0) {
            return ordered;
        }
        int given = given(records);
        if (given > 0) {
            return given;
        }
        int run = run(workers);
        return run > 0 ? run : orderedOfDead;
    }

    private static int given(Collection<ShardRecord> records) {
        Map<Integer, Integer> votes = new TreeMap<>();
        for (ShardRecord each : records) {
            if (each.owner() != null) {
                votes.merge(each.count(), 1, Integer::sum);
            }
        }
        return most(votes);
    }

    /** A shard that was acted for until just now says more than any number of those that were not. */
    private static int run(Collection<WorkerRow> workers) {
        Map<Integer, Integer> votes = new TreeMap<>();
        for (WorkerRow row : workers) {
            if (row.alive()) {
                for (ShardStatus each : row.report().shards()) {
                    votes.merge(each.count(), 1, Integer::sum);
                }
                for (ShardId each : row.report().live()) {
                    votes.merge(each.count(), 1_000_000, Integer::sum);
                }
            }
        }
        return most(votes);
    }

    private static int most(Map<Integer, Integer> votes) {
        return votes.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(0);
    }
}
