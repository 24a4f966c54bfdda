package dev.weir.worker.shard;

import dev.weir.model.LimitUse;
import org.jspecify.annotations.Nullable;

/** This worker's part of a limit that the whole fleet shares. Thread-safe. */
public interface FleetShare {

    /** Name of the limit, as in the orders. */
    String limit();

    /** Follows the orders; null when they do not name the limit, so that the worker keeps it by itself. */
    void allow(@Nullable Long allowance);

    /** For the next report. */
    LimitUse use();
}
