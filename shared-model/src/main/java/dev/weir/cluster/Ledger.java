package dev.weir.cluster;

import java.util.Map;

/**
 * Who holds how much of one limit; written by the leader only, before the orders that grant it.
 *
 * @param limit name of the limit
 * @param version grows with every change
 * @param size how many permits the whole fleet may use
 * @param holdings by {@link WorkerRow#holder()}
 */
public record Ledger(String limit, long version, long size, Map<String, Holding> holdings) {
    public Ledger {
        holdings = Map.copyOf(holdings);
    }

    /** Permits that some worker may be using at this instant; never above {@link #size} unless the size was lowered. */
    public long held() {
        return holdings.values().stream().mapToLong(Holding::ceiling).sum();
    }
}
