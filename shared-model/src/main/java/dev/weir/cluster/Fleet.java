package dev.weir.cluster;

import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The maps, as a coordinator and a worker see them alike. */
public abstract sealed class Fleet implements AutoCloseable permits FleetMember, FleetClient {
    /** How long a change or a read may take at most. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** For all calls but those on the workers' rows. */
    final FleetThreads own;

    /** For the workers' rows, on which leases are renewed: no other call keeps these threads from them. */
    final FleetThreads ofLeases;

    private final FleetMap<String, WorkerRow> workers;
    private final FleetMap<Integer, ShardRecord> shards;
    private final FleetMap<Integer, ShardTable> collectors;
    private final FleetMap<String, Ledger> ledger;
    private final FleetMap<String, IdentifyBook> identify;

    Fleet(Supplier<HazelcastInstance> hazelcast, Supplier<String> tried, FleetThreads own, FleetThreads ofLeases) {
        this.own = own;
        this.ofLeases = ofLeases;
        workers = new FleetMap<>(EntryShape.WORKERS, hazelcast, tried, TIMEOUT, ofLeases);
        shards = new FleetMap<>(EntryShape.SHARDS, hazelcast, tried, TIMEOUT, own);
        collectors = new FleetMap<>(EntryShape.COLLECTORS, hazelcast, tried, TIMEOUT, own);
        ledger = new FleetMap<>(EntryShape.LEDGER, hazelcast, tried, TIMEOUT, own);
        identify = new FleetMap<>(EntryShape.IDENTIFY, hazelcast, tried, TIMEOUT, own);
    }

    /** Worker id to its row. */
    public final FleetMap<String, WorkerRow> workers() {
        return workers;
    }

    /** Shard index to its record. */
    public final FleetMap<Integer, ShardRecord> shards() {
        return shards;
    }

    /** Shard index to its table of collectors. */
    public final FleetMap<Integer, ShardTable> collectors() {
        return collectors;
    }

    /** Name of a limit to its ledger. */
    public final FleetMap<String, Ledger> ledger() {
        return ledger;
    }

    /** {@link IdentifyBook#KEY} to the identify slots of all buckets. */
    public final FleetMap<String, IdentifyBook> identify() {
        return identify;
    }

    /** All of them. */
    public final List<FleetMap<?, ?>> maps() {
        return List.of(workers, shards, collectors, ledger, identify);
    }

    @Override
    public abstract void close();
}
