package dev.weir.coordinator.plan;

import dev.weir.cluster.WorkerRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * For how many renewals in a row each worker has had far more permits of a limit than it needed.
 *
 * <p>Owned by the control loop; made anew with each leadership.
 */
public final class IdleCounters {
    /** Holder to the counter of the last renewal in which it was not idle. */
    private final Map<String, Long> lastBusy = new HashMap<>();

    /** Takes note of a renewal, and answers how many idle ones there were. */
    public long look(WorkerRow row, boolean idle) {
        if (!idle) {
            lastBusy.put(row.holder(), row.counter());
            return 0;
        }
        return row.counter() - lastBusy.computeIfAbsent(row.holder(), _ -> row.counter());
    }

    /** Forgets the holders that are no more. */
    public void keepOnly(List<WorkerRow> alive) {
        Set<String> holders = new HashSet<>();
        alive.forEach(row -> holders.add(row.holder()));
        lastBusy.keySet().retainAll(holders);
    }
}
