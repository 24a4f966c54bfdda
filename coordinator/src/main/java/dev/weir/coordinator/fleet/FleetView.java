package dev.weir.coordinator.fleet;

import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.model.ShardStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole fleet as it was read in one go. Immutable; every decision is a function of it.
 *
 * <p>The maps are read one after another, so a view may be torn: whoever acts on it does so by compare-and-set.
 *
 * @param shardCount how many shards the bot is split into, 0 when that is not known yet
 * @param workers by id, the dead ones too
 * @param records by index of the shard; a shard that was never assigned has none
 * @param ledgers by name of the limit
 * @param book whose turn it is to send IDENTIFY
 * @param gone holders ({@link WorkerRow#holder()}) that are named somewhere but have had no row for so long that their
 *     lease must have run out
 */
public record FleetView(
        int shardCount,
        SortedMap<String, WorkerRow> workers,
        SortedMap<Integer, ShardRecord> records,
        SortedMap<String, Ledger> ledgers,
        IdentifyBook book,
        Set<String> gone) {

    public static final FleetView EMPTY = of(0, List.of(), List.of(), List.of());

    public FleetView {
        workers = Collections.unmodifiableSortedMap(new TreeMap<>(workers));
        records = Collections.unmodifiableSortedMap(new TreeMap<>(records));
        ledgers = Collections.unmodifiableSortedMap(new TreeMap<>(ledgers));
        gone = Set.copyOf(gone);
    }

    public static FleetView of(
            int shardCount,
            Collection<WorkerRow> workers,
            Collection<ShardRecord> records,
            Collection<Ledger> ledgers) {
        SortedMap<String, WorkerRow> byId = new TreeMap<>();
        workers.forEach(row -> byId.put(row.worker(), row));
        SortedMap<Integer, ShardRecord> byIndex = new TreeMap<>();
        records.forEach(each -> byIndex.put(each.index(), each));
        SortedMap<String, Ledger> byLimit = new TreeMap<>();
        ledgers.forEach(each -> byLimit.put(each.limit(), each));
        return new FleetView(shardCount, byId, byIndex, byLimit, IdentifyBook.EMPTY, Set.of());
    }

    public FleetView withGone(Set<String> holders) {
        return new FleetView(shardCount, workers, records, ledgers, book, holders);
    }

    public FleetView withBook(IdentifyBook read) {
        return new FleetView(shardCount, workers, records, ledgers, read, gone);
    }

    public FleetView withShardCount(int count) {
        return new FleetView(count, workers, records, ledgers, book, gone);
    }

    public FleetView withRecords(Collection<ShardRecord> changed) {
        SortedMap<Integer, ShardRecord> all = new TreeMap<>(records);
        changed.forEach(each -> all.put(each.index(), each));
        return new FleetView(shardCount, workers, all, ledgers, book, gone);
    }

    /** Workers whose epoch has not ended, in the order of their ids. */
    public List<WorkerRow> alive() {
        List<WorkerRow> alive = new ArrayList<>(workers.size());
        for (WorkerRow row : workers.values()) {
            if (row.alive()) {
                alive.add(row);
            }
        }
        return Collections.unmodifiableList(alive);
    }

    /** The desired half of a shard; one that was never assigned has token 0 and no owner. */
    public ShardRecord record(int shard) {
        ShardRecord found = records.get(shard);
        return found == null ? ShardRecord.unassigned(shard) : found;
    }

    /** The worker that may act for a shard, when it is alive in the epoch that the shard was given to. */
    public @Nullable WorkerRow owner(int shard) {
        ShardRecord desired = record(shard);
        WorkerRow row = desired.owner() == null ? null : workers.get(desired.owner());
        return row != null && row.alive() && row.epoch() == desired.ownerEpoch() ? row : null;
    }

    /** Whether nobody acts for a shard, and somebody should. */
    public boolean orphaned(int shard) {
        ShardRecord desired = record(shard);
        if (desired.quarantine() != null) {
            return false;
        }
        String owner = desired.owner();
        if (owner == null) {
            return true;
        }
        return over(owner, desired.ownerEpoch());
    }

    /** Whether an epoch of a worker has ended: whatever was granted to it is free. */
    public boolean over(String worker, long epoch) {
        WorkerRow row = workers.get(worker);
        if (row == null) {
            return gone.contains(WorkerRow.holder(worker, epoch));
        }
        return row.epoch() > epoch || (row.epoch() == epoch && !row.alive());
    }

    /** What the owner observes of its shard; null when there is no owner, or it speaks of an older assignment. */
    public @Nullable ShardStatus observed(int shard) {
        WorkerRow owner = owner(shard);
        if (owner == null) {
            return null;
        }
        ShardStatus status = statusBy(owner, shard);
        return status != null && status.token() == record(shard).token() ? status : null;
    }

    /** What a worker reports of a shard, under whichever token. */
    public static @Nullable ShardStatus statusBy(WorkerRow row, int shard) {
        for (ShardStatus status : row.report().shards()) {
            if (status.index() == shard) {
                return status;
            }
        }
        return null;
    }

    /**
     * The orders that a worker has acted on in this epoch; 0 while its report may still speak of the epoch before.
     */
    public static long ordersSeen(WorkerRow row) {
        long seen = row.report().ordersSeen();
        return row.counter() == 0 || seen > row.orders().sequence() ? 0 : seen;
    }

    /** All that a view says of one limit, or null when nobody has drawn from it yet. */
    public @Nullable Ledger ledger(String limit) {
        return ledgers.get(limit);
    }

    /** The shard count that a leader has told workers, 0 when none has yet; what living workers were told goes first. */
    public int shardCountInOrders() {
        int count = 0;
        int countOfDead = 0;
        for (WorkerRow row : workers.values()) {
            int told = row.orders().shardCount();
            count = row.alive() ? Math.max(count, told) : count;
            countOfDead = Math.max(countOfDead, told);
        }
        return count > 0 ? count : countOfDead;
    }

    /** Every holder that a shard or the ledger of a limit names. */
    public Set<String> named() {
        Set<String> names = new HashSet<>();
        for (ShardRecord desired : records.values()) {
            if (desired.owner() != null) {
                names.add(WorkerRow.holder(desired.owner(), desired.ownerEpoch()));
            }
        }
        ledgers.values().forEach(each -> names.addAll(each.holdings().keySet()));
        return names;
    }
}
