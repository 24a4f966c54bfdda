package dev.weir.worker.cluster;

import dev.weir.cluster.ApplyDeltas;
import dev.weir.model.CollectorRecord;
import dev.weir.worker.dispatch.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of one shard's collectors since the last batch went out. What starts and ends in between never goes out.
 *
 * <p>Filled by the shard's lane, emptied by the thread that sends, guarded by its own lock. When a batch may not have
 * arrived ({@link #doubt}) nothing more is collected until a complete table is made, so a fleet that is away for an hour
 * costs nothing.
 */
final class RegistryBatch implements Registry {
    private final Map<Long, CollectorRecord> changed = new HashMap<>();
    private final Set<Long> ended = new HashSet<>();

    /** Numbers the fleet has heard of and that have not ended since. */
    private final Set<Long> sent = new HashSet<>();

    /** The next batch has to be the complete table. */
    private boolean whole;

    /** The lane was asked for the complete table: what happens from now on may not be in it. */
    private boolean asked;

    @Override
    public synchronized void changed(CollectorRecord record) {
        if (!whole || asked) {
            changed.put(record.number(), record);
        }
    }

    @Override
    public synchronized void ended(long number) {
        changed.remove(number);
        if (sent.remove(number) || asked) {
            ended.add(number);
        }
    }

    synchronized boolean isEmpty() {
        return changed.isEmpty() && ended.isEmpty() && !whole;
    }

    /** How many collectors the fleet's table should have once everything here has arrived. */
    synchronized int expected() {
        long unsent = changed.keySet().stream()
                .filter(number -> !sent.contains(number))
                .count();
        return sent.size() + (int) unsent;
    }

    /** The last batch may not have arrived, or the fleet's table is not what it should be. */
    synchronized void doubt() {
        whole = true;
        asked = false;
        changed.clear();
        ended.clear();
        sent.clear();
    }

    synchronized boolean needsWhole() {
        return whole;
    }

    /** Call before the lane is asked for the complete table. */
    synchronized void askWhole() {
        asked = true;
        changed.clear();
        ended.clear();
    }

    /** Makes the complete table. What happened since it was asked for goes out with the next batch: rows are absolute. */
    synchronized ApplyDeltas takeWhole(int count, long token, List<CollectorRecord> all) {
        for (CollectorRecord row : all) {
            sent.add(row.number());
        }
        whole = false;
        asked = false;
        return new ApplyDeltas(count, token, true, all, List.of());
    }

    /** Takes what there is, up to a number of changed rows. */
    synchronized ApplyDeltas take(int count, long token, int most) {
        List<CollectorRecord> rows = new ArrayList<>(Math.min(most, changed.size()));
        Iterator<CollectorRecord> each = changed.values().iterator();
        while (each.hasNext() && rows.size() < most) {
            CollectorRecord row = each.next();
            rows.add(row);
            sent.add(row.number());
            each.remove();
        }
        List<Long> gone = List.copyOf(ended);
        ended.clear();
        return new ApplyDeltas(count, token, false, rows, gone);
    }
}
