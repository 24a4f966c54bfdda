package dev.weir.cluster;

import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The maps, as a coordinator and a worker see them alike. */
public abstract sealed class Fleet implements AutoCloseable permits FleetMember, FleetClient {
    /** How long a change or a read may take at most. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Runs what follows on answers and hints, a thread each, so that none of Hazelcast's is ever held. */
    final ExecutorService own;

    private final FleetMap<String, WorkerRow> workers;
    private final FleetMap<Integer, ShardRecord> shards;
    private final FleetMap<Integer, ShardTable> collectors;
    private final FleetMap<String, Ledger> ledger;
    private final FleetMap<String, IdentifyBook> identify;

    Fleet(Supplier<HazelcastInstance> hazelcast, String name, String tried) {
        own = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name + "-fleet-", 0).factory());
        workers =
                new FleetMap<>(FleetMaps.WORKERS, () -> hazelcast.get().getMap(FleetMaps.WORKERS), tried, TIMEOUT, own);
        shards = new FleetMap<>(FleetMaps.SHARDS, () -> hazelcast.get().getMap(FleetMaps.SHARDS), tried, TIMEOUT, own);
        collectors = new FleetMap<>(
                FleetMaps.COLLECTORS, () -> hazelcast.get().getMap(FleetMaps.COLLECTORS), tried, TIMEOUT, own);
        ledger = new FleetMap<>(FleetMaps.LEDGER, () -> hazelcast.get().getMap(FleetMaps.LEDGER), tried, TIMEOUT, own);
        identify = new FleetMap<>(
                FleetMaps.IDENTIFY, () -> hazelcast.get().getMap(FleetMaps.IDENTIFY), tried, TIMEOUT, own);
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

    /** Lets answers that are on their way arrive, but not for long: whoever waits for one is told that it failed. */
    final void closeOwn() {
        own.shutdown();
        try {
            if (!own.awaitTermination(1, TimeUnit.SECONDS)) {
                own.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            own.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public abstract void close();
}
