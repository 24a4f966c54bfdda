package dev.weir.cluster;

import java.util.List;

/** The distributed maps; nothing else is shared between processes. */
public final class FleetMaps {
    /** Worker id to {@link WorkerRow}: who is there, what it observes, what is wanted of it. */
    public static final String WORKERS = "workers";

    /** Shard index to {@link ShardRecord}: who may act for a shard. */
    public static final String SHARDS = "shards";

    /** Shard index to {@link ShardTable}: the collectors of that shard. */
    public static final String COLLECTORS = "collectors";

    /** Name of a limit to {@link Ledger}: who holds how much of it. */
    public static final String LEDGER = "ledger";

    /** One entry, an {@link IdentifyBook}: whose turn it is to send IDENTIFY. */
    public static final String IDENTIFY = "identify";

    public static final List<String> ALL = List.of(WORKERS, SHARDS, COLLECTORS, LEDGER, IDENTIFY);

    private FleetMaps() {}
}
