package dev.weir.worker.cluster;

import dev.weir.model.Orders;
import dev.weir.model.Report;

/** What this worker does for the fleet, as its membership sees it. */
public interface Crew {

    /** What is observed now. */
    Report report();

    /** Follows orders. Must not block; whatever takes time goes on in the background and shows in later reports. */
    void follow(Orders orders);

    /**
     * This worker is no longer in the fleet: whatever it holds may belong to another by now. It may act for a shard again
     * only after new orders named it.
     */
    void epochOver();

    /** Called once after every try to renew, whatever came of it. */
    default void renewed(boolean granted) {}
}
