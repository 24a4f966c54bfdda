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
 * @param ageMillis since the worker's last renewal, of which all this is
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
        Map<String, Long> ended,
        long ageMillis) {
    /** A worker renews every 2 s; after this it has missed more than one. */
    private static final long SILENT_MILLIS = 5_000;

    ShardRow {
        ended = Map.copyOf(ended);
    }

    boolean active() {
        return phase.equals("ACTIVE") && !silent();
    }

    /** Whether its worker has not been heard of lately: what is known of the shard may be over. */
    boolean silent() {
        return ageMillis > SILENT_MILLIS;
    }

    long endedInAll() {
        return ended.values().stream().mapToLong(Long::longValue).sum();
    }
}
