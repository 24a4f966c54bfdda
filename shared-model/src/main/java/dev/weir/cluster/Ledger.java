package dev.weir.cluster;

import java.util.Map;

/**
 * Who holds how much of one limit; written by the leader only, before the orders that grant it.
 *
 * @param limit name of the limit
 * @param version grows with every change
 * @param size how many permits the whole fleet may use
 * @param pin how often the size was set while the fleet ran, so that the newest setting is known; 0 when it is as coordinators are
 *     configured
 * @param evict whether collectors end at once where more are in use than a lowered size allows
 * @param holdings by {@link WorkerRow#holder()}
 */
public record Ledger(String limit, long version, long size, long pin, boolean evict, Map<String, Holding> holdings) {
    /** Of the configured size. */
    public Ledger(String limit, long version, long size, Map<String, Holding> holdings) {
        this(limit, version, size, 0, false, holdings);
    }

    public Ledger {
        holdings = Map.copyOf(holdings);
    }

    /** Whether the size was set while the fleet ran: then it holds, whatever coordinators are configured with. */
    public boolean pinned() {
        return pin > 0;
    }

    /** Permits that some worker may be using at this instant; never above {@link #size} unless the size was lowered. */
    public long held() {
        long held = 0;
        for (Holding each : holdings.values()) {
            held += each.ceiling();
        }
        return held;
    }
}
