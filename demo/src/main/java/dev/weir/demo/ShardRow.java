package dev.weir.demo;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A shard as the coordinator's REST interface tells of it.
 *
 * @param token of the assignment: the counts begin anew with each
 * @param worker who serves it, or null
 * @param latencyMillis -1 when not measured yet
 * @param ended collectors by the code of the reason
 */
record ShardRow(
        int index,
        long token,
        @Nullable String worker,
        String phase,
        int guilds,
        long latencyMillis,
        double eventsPerSecond,
        long collectorsActive,
        long collectorsStarted,
        Map<String, Long> ended) {

    ShardRow {
        ended = Map.copyOf(ended);
    }

    boolean active() {
        return phase.equals("ACTIVE");
    }

    long endedInAll() {
        return ended.values().stream().mapToLong(Long::longValue).sum();
    }
}
