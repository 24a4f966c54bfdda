package dev.weir.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up collectors over the whole run. A shard's own counts begin anew when it gets another owner, so the last counts of
 * each assignment are kept.
 *
 * <p>Not thread-safe.
 */
final class Tally {
    private record Assignment(int shard, long token) {}

    private final Map<Assignment, ShardRow> last = new HashMap<>();

    private final Map<String, Long> collected = new HashMap<>();

    void add(Snapshot now) {
        now.collected().forEach((worker, items) -> collected.merge(worker, items, Math::max));
        if (now.shards() != null) {
            add(now.shards());
        }
    }

    private void add(List<ShardRow> shards) {
        for (ShardRow row : shards) {
            last.merge(
                    new Assignment(row.index(), row.token()),
                    row,
                    (old, now) -> now.collectorsStarted() >= old.collectorsStarted() ? now : old);
        }
    }

    long started() {
        return last.values().stream().mapToLong(ShardRow::collectorsStarted).sum();
    }

    /** Items that collectors accepted. */
    long collected() {
        return collected.values().stream().mapToLong(Long::longValue).sum();
    }

    Map<String, Long> ended() {
        Map<String, Long> byReason = new TreeMap<>();
        last.values().forEach(row -> row.ended().forEach((reason, count) -> byReason.merge(reason, count, Long::sum)));
        return byReason;
    }
}
