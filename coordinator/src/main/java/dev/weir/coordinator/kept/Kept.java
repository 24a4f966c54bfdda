package dev.weir.coordinator.kept;

import dev.weir.cluster.Ledger;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What people have set while the fleet ran.
 *
 * @param limits by name
 * @param drained by worker, the nonce of the process that is drained: one that is started anew serves
 */
record Kept(Map<String, Limit> limits, Map<String, String> drained) {
    static final Kept NOTHING = new Kept(Map.of(), Map.of());

    /** A limit as it was set, as in its {@link Ledger}. */
    record Limit(long size, boolean evict, long pin) {
        Limit {
            if (size < 1 || pin < 1) {
                throw new IllegalArgumentException("size and pin must be positive, were " + size + " and " + pin);
            }
        }
    }

    Kept {
        limits = Map.copyOf(limits);
        drained = Map.copyOf(drained);
    }

    /** The same with what ledgers say, as far as it is not older. */
    Kept with(Collection<Ledger> ledgers) {
        Map<String, Limit> newest = new HashMap<>(limits);
        for (Ledger ledger : ledgers) {
            if (ledger.pinned()) {
                newest.merge(
                        ledger.limit(),
                        new Limit(ledger.size(), ledger.evict(), ledger.pin()),
                        (mine, theirs) -> theirs.pin >= mine.pin ? theirs : mine);
            }
        }
        return new Kept(newest, drained);
    }

    /**
     * The same with the workers that a view shows as drained.
     *
     * @param awaited drained workers that have not come back yet
     */
    Kept withDrained(FleetView view, Map<String, String> awaited) {
        Map<String, String> now = new HashMap<>(awaited);
        for (WorkerRow row : view.alive()) {
            if (row.draining()) {
                now.put(row.worker(), row.nonce());
            }
        }
        return new Kept(limits, now);
    }
}
