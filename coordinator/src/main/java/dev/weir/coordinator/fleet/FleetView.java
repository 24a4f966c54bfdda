package dev.weir.coordinator.fleet;

import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.model.ShardStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The whole fleet as it was read in one go. Immutable; every decision is a function of it.
 *
 * <p>It is of one shard count. What records and reports say of shards of another count is not part of any answer but of
 * {@link #otherCounts} and {@link #otherCountMayAct}.
 *
 * <p>The maps are read one after another, so a view may be torn: whoever acts on it does so by compare-and-set. Whatever a
 * decision asks for shard by shard is answered from an index, so that a look at the whole fleet costs no more than its size.
 */
public final class FleetView {

    public static final FleetView EMPTY = of(0, List.of(), List.of(), List.of());

    private final int shardCount;
    private final SortedMap<String, WorkerRow> workers;
    private final SortedMap<String, Ledger> ledgers;
    private final IdentifyBook book;
    private final Set<String> gone;
    private final ByWorker byWorker;
    private final ByShard byShard;

    /** One worker's word on a shard. */
    public record Sighting(WorkerRow row, ShardStatus status) {}

    /** The workers, in the ways they are asked for ten thousand times in a round. */
    private static final class ByWorker {
        final Map<String, WorkerRow> rows;
        final List<WorkerRow> alive = new ArrayList<>();
        final Map<Integer, List<Sighting>> sightings = new HashMap<>();
        final List<Sighting> ofOtherCounts = new ArrayList<>();

        ByWorker(SortedMap<String, WorkerRow> workers, int count) {
            rows = new HashMap<>(workers);
            for (WorkerRow row : workers.values()) {
                if (row.alive()) {
                    alive.add(row);
                }
                for (ShardStatus status : row.report().shards()) {
                    if (status.count() != count) {
                        ofOtherCounts.add(new Sighting(row, status));
                        continue;
                    }
                    sightings
                            .computeIfAbsent(status.index(), _ -> new ArrayList<>(2))
                            .add(new Sighting(row, status));
                }
            }
        }
    }

    /** The records of the shards, likewise. */
    private static final class ByShard {
        final Collection<ShardRecord> read;
        final SortedMap<Integer, ShardRecord> records;
        final @Nullable ShardRecord[] byIndex;
        final Map<String, List<ShardRecord>> owned = new HashMap<>();
        final Set<Integer> quarantined;
        final int count;
        final Map<Integer, ShardRecord> ofOtherCounts = new TreeMap<>();
        final Set<String> holdersOfOtherCounts = new HashSet<>();

        ByShard(Collection<ShardRecord> read, int count) {
            this.read = read;
            this.count = count;
            SortedMap<Integer, ShardRecord> sorted = new TreeMap<>();
            for (ShardRecord each : read) {
                (each.count() == count ? sorted : ofOtherCounts).put(each.index(), each);
                if (each.count() != count && each.owner() != null) {
                    holdersOfOtherCounts.add(WorkerRow.holder(each.owner(), each.ownerEpoch()));
                }
            }
            records = Collections.unmodifiableSortedMap(sorted);
            byIndex = new ShardRecord[sorted.isEmpty() ? 0 : sorted.lastKey() + 1];
            Set<Integer> refused = new HashSet<>();
            for (ShardRecord each : sorted.values()) {
                byIndex[each.index()] = each;
                if (each.owner() != null) {
                    owned.computeIfAbsent(WorkerRow.holder(each.owner(), each.ownerEpoch()), _ -> new ArrayList<>())
                            .add(each);
                }
                if (each.quarantine() != null) {
                    refused.add(each.index());
                }
            }
            quarantined = Set.copyOf(refused);
        }
    }

    private FleetView(
            int shardCount,
            SortedMap<String, WorkerRow> workers,
            SortedMap<String, Ledger> ledgers,
            IdentifyBook book,
            Set<String> gone,
            ByWorker byWorker,
            ByShard byShard) {
        this.shardCount = shardCount;
        this.workers = workers;
        this.ledgers = ledgers;
        this.book = book;
        this.gone = gone;
        this.byWorker = byWorker;
        this.byShard = byShard;
    }

    /** Takes together what was read. */
    public static FleetView of(
            int shardCount,
            Collection<WorkerRow> workers,
            Collection<ShardRecord> records,
            Collection<Ledger> ledgers) {
        return of(shardCount, workers, new ByShard(records, shardCount), ledgers);
    }

    /** The fleet as it was read again; the same collection of records, which nobody changes, is not sorted anew. */
    @SuppressWarnings("ReferenceEquality") // To compare them record by record would cost what this saves.
    public FleetView readAgain(
            int count, Collection<WorkerRow> workers, Collection<ShardRecord> records, Collection<Ledger> ledgers) {
        boolean same = records == byShard.read && count == byShard.count;
        return of(count, workers, same ? byShard : new ByShard(records, count), ledgers);
    }

    private static FleetView of(
            int shardCount, Collection<WorkerRow> workers, ByShard byShard, Collection<Ledger> ledgers) {
        SortedMap<String, WorkerRow> byId = new TreeMap<>();
        workers.forEach(row -> byId.put(row.worker(), row));
        SortedMap<String, Ledger> byLimit = new TreeMap<>();
        ledgers.forEach(each -> byLimit.put(each.limit(), each));
        return new FleetView(
                shardCount,
                Collections.unmodifiableSortedMap(byId),
                Collections.unmodifiableSortedMap(byLimit),
                IdentifyBook.EMPTY,
                Set.of(),
                new ByWorker(byId, shardCount),
                byShard);
    }

    /** How many shards the bot is split into, 0 when that is not known yet. */
    public int shardCount() {
        return shardCount;
    }

    /** How many shards the fleet is split into as its maps and workers say, whatever this view is of; 0 when nothing tells. */
    public int runningCount() {
        return RunningCount.of(workers.values(), byShard.read);
    }

    /** By id, the dead ones too. */
    public SortedMap<String, WorkerRow> workers() {
        return workers;
    }

    /** By index of the shard; a shard that was never assigned has none. */
    public SortedMap<Integer, ShardRecord> records() {
        return byShard.records;
    }

    /** By name of the limit. */
    public SortedMap<String, Ledger> ledgers() {
        return ledgers;
    }

    /** Whose turn it is to send IDENTIFY. */
    public IdentifyBook book() {
        return book;
    }

    /**
     * The same with holders ({@link WorkerRow#holder()}) that are named somewhere but have had no row for so long that their
     * lease must have run out.
     */
    public FleetView withGone(Set<String> holders) {
        return new FleetView(shardCount, workers, ledgers, book, Set.copyOf(holders), byWorker, byShard);
    }

    public FleetView withShardCount(int count) {
        return count == shardCount
                ? this
                : new FleetView(
                        count,
                        workers,
                        ledgers,
                        book,
                        gone,
                        new ByWorker(workers, count),
                        new ByShard(byShard.read, count));
    }

    public FleetView withBook(IdentifyBook read) {
        return new FleetView(shardCount, workers, ledgers, read, gone, byWorker, byShard);
    }

    public FleetView withRecords(Collection<ShardRecord> changed) {
        if (changed.isEmpty()) {
            return this;
        }
        SortedMap<Integer, ShardRecord> all = new TreeMap<>(byShard.records);
        all.putAll(byShard.ofOtherCounts);
        changed.forEach(each -> all.put(each.index(), each));
        return new FleetView(shardCount, workers, ledgers, book, gone, byWorker, new ByShard(all.values(), shardCount));
    }

    /** The fleet as it would be with another row of one worker. */
    public FleetView withWorker(String worker, UnaryOperator<WorkerRow> change) {
        SortedMap<String, WorkerRow> all = new TreeMap<>(workers);
        all.computeIfPresent(worker, (_, row) -> change.apply(row));
        return new FleetView(
                shardCount,
                Collections.unmodifiableSortedMap(all),
                ledgers,
                book,
                gone,
                new ByWorker(all, shardCount),
                byShard);
    }

    /** Workers whose epoch has not ended, in the order of their ids. */
    public List<WorkerRow> alive() {
        return Collections.unmodifiableList(byWorker.alive);
    }

    /** The desired half of a shard; one that was never assigned has token 0 and no owner. */
    public ShardRecord record(int shard) {
        ShardRecord found = shard < byShard.byIndex.length ? byShard.byIndex[shard] : null;
        return found == null ? ShardRecord.unassigned(shard, shardCount) : found;
    }

    /**
     * The record that stands at an index, of whichever count: what a compare-and-set is decided on. Tokens of an index grow from
     * one count to the next.
     */
    public ShardRecord anyRecord(int index) {
        ShardRecord other = byShard.ofOtherCounts.get(index);
        return other == null ? record(index) : other;
    }

    /** The highest token that a record or a worker names at an index, of whichever count. */
    public long highestToken(int index) {
        long highest = anyRecord(index).token();
        for (Sighting each : sightings(index)) {
            highest = Math.max(highest, each.status.token());
        }
        for (Sighting each : byWorker.ofOtherCounts) {
            if (each.status.index() == index) {
                highest = Math.max(highest, each.status.token());
            }
        }
        return highest;
    }

    /** Records of another count that still give a shard to a worker, in order. */
    public List<ShardRecord> otherCounts() {
        return byShard.ofOtherCounts.values().stream()
                .filter(each -> each.owner() != null)
                .toList();
    }

    /** The living worker that a record gives its shard to, whatever its count; null when there is none, or its epoch is over. */
    public @Nullable WorkerRow holder(ShardRecord record) {
        WorkerRow row = record.owner() == null ? null : byWorker.rows.get(record.owner());
        return row != null && row.alive() && row.epoch() == record.ownerEpoch() ? row : null;
    }

    /** Whether a worker reports the shard of a record in any form, under whichever token. */
    public boolean reports(WorkerRow row, ShardRecord record) {
        for (ShardStatus each : row.report().shards()) {
            if (each.index() == record.index() && each.count() == record.count()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a worker may still act for a shard of another count. It may while a record gives it the shard, or, where that record
     * was lost, while it reports or is ordered one in an epoch in which it had orders: what it brought from an earlier epoch it does
     * not act for.
     */
    public boolean otherCountMayAct() {
        for (ShardRecord each : byShard.ofOtherCounts.values()) {
            if (each.owner() != null && !over(each.owner(), each.ownerEpoch())) {
                return true;
            }
        }
        for (Sighting each : byWorker.ofOtherCounts) {
            if (each.row.alive()
                    && each.row.orders().sequence() > 0
                    && anyRecord(each.status.index()).token() < each.status.token()) {
                return true;
            }
        }
        for (WorkerRow row : byWorker.alive) {
            if (row.orders().shardCount() != shardCount
                    && !row.orders().shards().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Records, of whichever count, that a later view does not have, though this one does. */
    public List<ShardRecord> recordsMissingIn(FleetView later) {
        if (later.byShard == byShard) {
            return List.of();
        }
        List<ShardRecord> missing = new ArrayList<>();
        for (ShardRecord each : byShard.read) {
            if (each.token() > 0 && later.anyRecord(each.index()).token() == 0) {
                missing.add(each);
            }
        }
        return missing;
    }

    /** Shards that are given to one epoch of a worker, in order. */
    public List<ShardRecord> ownedBy(WorkerRow row) {
        return byShard.owned.getOrDefault(row.holder(), List.of());
    }

    /** The worker that may act for a shard, when it is alive in the epoch that the shard was given to. */
    public @Nullable WorkerRow owner(int shard) {
        ShardRecord desired = record(shard);
        WorkerRow row = desired.owner() == null ? null : byWorker.rows.get(desired.owner());
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
        WorkerRow row = byWorker.rows.get(worker);
        // A row that begins anew was lost: then it says nothing of the epochs before.
        if (row == null || row.epoch() < epoch) {
            return gone.contains(WorkerRow.holder(worker, epoch));
        }
        return row.epoch() > epoch || (row.epoch() == epoch && !row.alive());
    }

    /** Shards that no worker may act for until a person lifts it. */
    public Set<Integer> quarantined() {
        return byShard.quarantined;
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

    /** Every worker's word on a shard, the dead ones' too, in the order of their ids. */
    public List<Sighting> sightings(int shard) {
        return byWorker.sightings.getOrDefault(shard, List.of());
    }

    /** What a worker reports of a shard, under whichever token. */
    public @Nullable ShardStatus statusBy(WorkerRow row, int shard) {
        for (Sighting each : sightings(shard)) {
            if (each.row.worker().equals(row.worker())) {
                return each.status;
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

    /** Every holder that a shard or the ledger of a limit names. */
    public Set<String> named() {
        Set<String> names = new HashSet<>(byShard.owned.keySet());
        names.addAll(byShard.holdersOfOtherCounts);
        ledgers.values().forEach(each -> names.addAll(each.holdings().keySet()));
        return names;
    }
}
