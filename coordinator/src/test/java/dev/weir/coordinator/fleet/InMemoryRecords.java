package dev.weir.coordinator.fleet;

import dev.weir.cluster.Change;
import dev.weir.cluster.FleetUnavailable;
import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.Outcome;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.ShardTable;
import dev.weir.cluster.WorkerRow;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The fleet's maps in one process, with the real changes. */
public final class InMemoryRecords implements FleetRecords {
    public final Map<String, WorkerRow> workers = new TreeMap<>();
    public final Map<Integer, ShardRecord> shards = new TreeMap<>();
    public final Map<Integer, ShardTable> tables = new TreeMap<>();
    public final Map<String, Ledger> ledgers = new TreeMap<>();
    public final Map<String, IdentifyBook> books = new TreeMap<>();
    public boolean leads = true;
    public boolean majority = true;
    public List<Peer> peers = List.of(new Peer("c1", "127.0.0.1:7701", true, true, null));
    public boolean reachable = true;
    /** What is found when the maps are looked through, by map. */
    public final Map<String, List<String>> rubbish = new TreeMap<>();
    /** Changes of workers that get no answer. */
    public Predicate<Change<WorkerRow, ?>> unanswered = _ -> false;

    @Override
    public boolean leads() {
        return leads;
    }

    @Override
    public boolean majorityAnswers(Duration within) {
        return majority;
    }

    @Override
    public List<Peer> peers() {
        return peers;
    }

    @Override
    public @Nullable String missing() {
        return majority ? null : "10.0.0.2:7701 and 10.0.0.3:7701 are not seen: 1 of 3 coordinators, 2 are needed";
    }

    @Override
    public Map<String, List<String>> putAside() {
        Map<String, List<String>> removed = Map.copyOf(rubbish);
        rubbish.clear();
        return removed;
    }

    @Override
    public Collection<WorkerRow> workers() {
        if (!reachable) {
            throw new FleetUnavailable("no answer, as the test wants it", null);
        }
        return List.copyOf(workers.values());
    }

    @Override
    public Collection<ShardRecord> shards() {
        return List.copyOf(shards.values());
    }

    @Override
    public Collection<Ledger> ledgers() {
        return List.copyOf(ledgers.values());
    }

    @Override
    public <R> R changeWorker(String worker, Change<WorkerRow, R> change) {
        if (unanswered.test(change)) {
            throw new FleetUnavailable("no answer, as the test wants it", null);
        }
        return change(workers, worker, change);
    }

    @Override
    public <R> R changeShard(int shard, Change<ShardRecord, R> change) {
        return change(shards, shard, change);
    }

    @Override
    public <R> R changeTable(int shard, Change<ShardTable, R> change) {
        return change(tables, shard, change);
    }

    @Override
    public <R> R changeLedger(String limit, Change<Ledger, R> change) {
        return change(ledgers, limit, change);
    }

    @Override
    public IdentifyBook identifyBook() {
        return books.getOrDefault(IdentifyBook.KEY, IdentifyBook.EMPTY);
    }

    @Override
    public <R> R changeIdentifyBook(Change<IdentifyBook, R> change) {
        return change(books, IdentifyBook.KEY, change);
    }

    private static <K, V, R> R change(Map<K, V> map, K key, Change<V, R> change) {
        Outcome<V, R> outcome = change.on(map.get(key));
        if (outcome.changed()) {
            @Nullable V value = outcome.value();
            if (value == null) {
                map.remove(key);
            } else {
                map.put(key, value);
            }
        }
        return outcome.answer();
    }
}
