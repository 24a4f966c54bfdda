package dev.weir.demo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fleet at one moment, from both sides.
 *
 * @param shards as a coordinator sees them; null when none answered
 * @param permits null when no coordinator answered
 * @param collected items that collectors accepted, by worker, as the probes of those that answered tell
 * @param referee what the simulated Discord counted; null when it did not answer
 */
record Snapshot(
        @Nullable List<ShardRow> shards,
        @Nullable Permits permits,
        Map<String, Long> collected,
        @Nullable Referee referee) {

    /** The fleet-wide number of concurrent collectors: what may run, what was granted to workers, what runs. */
    record Permits(long limit, long granted, long used) {}

    /**
     * What the simulated Discord counted since its start.
     *
     * @param effects events the bot acted on, each counted once
     * @param secondEffects actions on an event that had one already
     */
    record Referee(
            long identifies,
            long identifyViolations,
            long resumes,
            long deliveries,
            long effects,
            long secondEffects,
            long restCalls) {}

    Snapshot {
        shards = shards == null ? null : List.copyOf(shards);
        collected = Map.copyOf(collected);
    }

    long collectorsActive() {
        return shards == null
                ? 0
                : shards.stream().mapToLong(ShardRow::collectorsActive).sum();
    }

    /** How many shards are. */
    long active() {
        return shards == null ? 0 : shards.stream().filter(ShardRow::active).count();
    }
}
