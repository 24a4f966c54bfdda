package dev.weir.simulation;

import dev.weir.cluster.Assign;
import dev.weir.cluster.AssignAnswer;
import dev.weir.cluster.Change;
import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.Outcome;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.ShardTable;
import dev.weir.cluster.WorkerRow;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The fleet's maps with the real changes, and the promises that can be seen in them alone. */
final class Maps {
    private final World world;
    final Map<String, WorkerRow> workers = new TreeMap<>();
    final Map<Integer, ShardRecord> shards = new TreeMap<>();
    final Map<Integer, ShardTable> tables = new TreeMap<>();
    final Map<String, Ledger> ledgers = new TreeMap<>();
    final Map<String, IdentifyBook> books = new TreeMap<>();

    /** Highest token under which a shard was ever given away, through all losses of the maps. */
    private final Map<Integer, Long> highest = new HashMap<>();

    private int life;

    Maps(World world) {
        this.world = world;
    }

    /** How often everything was lost. */
    int life() {
        return life;
    }

    void lose() {
        life++;
        workers.clear();
        shards.clear();
        tables.clear();
        ledgers.clear();
        books.clear();
    }

    <R> R changeWorker(String worker, Change<WorkerRow, R> change) {
        return change(workers, worker, change);
    }

    <R> R changeShard(int shard, Change<ShardRecord, R> change) {
        R answer = change(shards, shard, change);
        if (change instanceof Assign && answer instanceof AssignAnswer(boolean assigned, long token) && assigned) {
            Long last = highest.get(shard);
            long given = world.sabotage == Sabotage.TOKENS_STAND_STILL && last != null ? last : token;
            Long before = highest.put(shard, given);
            if (before != null && given <= before) {
                world.broken("token of shard " + shard + " went from " + before + " to " + given);
            }
        }
        return answer;
    }

    <R> R changeTable(int shard, Change<ShardTable, R> change) {
        return change(tables, shard, change);
    }

    <R> R changeLedger(String limit, Change<Ledger, R> change) {
        Ledger before = ledgers.get(limit);
        R answer = change(ledgers, limit, change);
        Ledger ledger = ledgers.get(limit);
        long allowed = ledger == null ? 0 : before == null ? ledger.size() : Math.max(ledger.size(), before.held());
        if (ledger != null && ledger.held() > allowed) {
            world.broken("ledger of " + limit + " grants " + ledger.held() + " of " + ledger.size());
        }
        return answer;
    }

    <R> R changeIdentifyBook(Change<IdentifyBook, R> change) {
        return change(books, IdentifyBook.KEY, change);
    }

    private <K, V, R> R change(Map<K, V> map, K key, Change<V, R> change) {
        Outcome<V, R> outcome = change.on(map.get(key));
        if (outcome.changed()) {
            V value = outcome.value();
            if (value == null) {
                map.remove(key);
            } else {
                map.put(key, value);
            }
        }
        world.note(key, outcome.changed() ? "changed" : "kept", change);
        return outcome.answer();
    }
}
