package dev.weir.coordinator.cluster;

import dev.weir.cluster.Change;
import dev.weir.cluster.FleetMap;
import dev.weir.cluster.FleetMember;
import dev.weir.cluster.FleetMember.Coordinator;
import dev.weir.cluster.Forget;
import dev.weir.cluster.HostPort;
import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.OtherRecords;
import dev.weir.cluster.OtherRows;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.ShardTable;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's maps in this process's Hazelcast member.
 *
 * <p>Of workers and shards it keeps what it read last and asks for what changed since, so that a look at a fleet at rest costs
 * little; now and then it reads all. Read by the control loop only.
 */
public final class HazelcastRecords implements FleetRecords {
    /** An entry that vanished would not be noticed otherwise. */
    private static final int LOOKS_PER_FULL_READ = 40;

    /** Shards change seldom, and their listener says when; now and then they are read all the same. */
    private static final int LOOKS_PER_READ_OF_SHARDS = 4;

    private final FleetMember member;
    private final List<HostPort> configured;
    private final Set<String> limits;
    private final Map<String, WorkerRow> rows = new HashMap<>();
    private final Map<Integer, ShardRecord> records = new HashMap<>();
    private List<ShardRecord> shards = List.of();
    private final AtomicLong shardHints = new AtomicLong();
    /** How many hints there were before the records were read last, or -1 when they must be read in any case. */
    private long shardHintsRead = -1;

    private int looks;
    /** An entry was removed: all is read with the next look. */
    private final AtomicBoolean allWanted = new AtomicBoolean();

    /**
     * Has read nothing yet.
     *
     * @param configured all coordinators that are configured
     * @param limits names of the limits: their ledgers are read by key, since a question to all partitions costs more than all of
     *     them
     */
    public HazelcastRecords(FleetMember member, List<HostPort> configured, Set<String> limits) {
        this.member = member;
        this.configured = List.copyOf(configured);
        this.limits = Set.copyOf(limits);
    }

    @Override
    public boolean leads() {
        return member.isLeader();
    }

    @Override
    public boolean majorityAnswers(Duration within) {
        return member.majorityRoundTrip(within);
    }

    @Override
    public List<Peer> peers() {
        return member.coordinators().stream()
                .map(each ->
                        new Peer(each.name(), each.address().toString(), each.oldest(), each.self(), each.shards()))
                .toList();
    }

    @Override
    public List<String> absent() {
        return Stream.concat(member.refused().stream(), member.missing().stream())
                .toList();
    }

    @Override
    public @Nullable String missing() {
        return MissingCoordinators.text(
                configured,
                member.coordinators().stream().map(Coordinator::address).toList());
    }

    @Override
    public Map<String, List<String>> putAside() {
        Map<String, List<String>> removed = new TreeMap<>();
        for (FleetMap<?, ?> map : member.maps()) {
            List<String> what = map.putAside();
            if (!what.isEmpty()) {
                removed.put(map.toString(), what);
                allWanted.set(true);
            }
        }
        return removed;
    }

    @Override
    public Collection<WorkerRow> workers() {
        if (looks++ % LOOKS_PER_FULL_READ == 0 || allWanted.getAndSet(false)) {
            rows.clear();
            records.clear();
            shards = List.of();
            shardHintsRead = -1;
        }
        Map<String, String> seen = new HashMap<>();
        rows.forEach((worker, row) -> seen.put(worker, row.stamp()));
        rows.putAll(member.workers().those(new OtherRows(seen)));
        return List.copyOf(rows.values());
    }

    /** The record of a shard has changed: it is read with the next look. Any thread. */
    public void hintShard() {
        shardHints.incrementAndGet();
    }

    @Override
    public Collection<ShardRecord> shards() {
        long hints = shardHints.get();
        if (hints != shardHintsRead || looks % LOOKS_PER_READ_OF_SHARDS == 0) {
            readShards();
            shardHintsRead = hints;
        }
        return shards;
    }

    private void readShards() {
        List<Long> seen = new ArrayList<>(records.size());
        for (int index = 0; index < records.size(); index++) {
            ShardRecord record = records.get(index);
            seen.add(record == null ? 0L : record.stamp());
        }
        Map<Integer, ShardRecord> changed = member.shards().those(new OtherRecords(seen));
        if (!changed.isEmpty()) {
            records.putAll(changed);
            shards = List.copyOf(records.values());
        }
    }

    @Override
    public Collection<Ledger> ledgers() {
        return member.ledger().those(limits).values();
    }

    @Override
    public IdentifyBook identifyBook() {
        IdentifyBook book = member.identify().get(IdentifyBook.KEY);
        return book == null ? IdentifyBook.EMPTY : book;
    }

    @Override
    public <R> R changeWorker(String worker, Change<WorkerRow, R> change) {
        R answer = member.workers().change(worker, change);
        if (change instanceof Forget) {
            allWanted.set(true);
        }
        return answer;
    }

    @Override
    public <R> R changeShard(int shard, Change<ShardRecord, R> change) {
        try {
            return member.shards().change(shard, change);
        } finally {
            hintShard();
        }
    }

    @Override
    public <R> R changeTable(int shard, Change<ShardTable, R> change) {
        return member.collectors().change(shard, change);
    }

    @Override
    public <R> R changeLedger(String limit, Change<Ledger, R> change) {
        return member.ledger().change(limit, change);
    }

    @Override
    public <R> R changeIdentifyBook(Change<IdentifyBook, R> change) {
        return member.identify().change(IdentifyBook.KEY, change);
    }
}
