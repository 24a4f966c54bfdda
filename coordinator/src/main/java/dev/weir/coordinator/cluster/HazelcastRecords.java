package dev.weir.coordinator.cluster;

import dev.weir.cluster.Change;
import dev.weir.cluster.FleetMember;
import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.ShardTable;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetRecords;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The fleet's maps in this process's Hazelcast member. */
public final class HazelcastRecords implements FleetRecords {
    private final FleetMember member;

    public HazelcastRecords(FleetMember member) {
        this.member = member;
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
                .map(each -> new Peer(each.name(), each.address().toString(), each.oldest(), each.self()))
                .toList();
    }

    @Override
    public Collection<WorkerRow> workers() {
        return member.workers().all().values();
    }

    @Override
    public Collection<ShardRecord> shards() {
        return member.shards().all().values();
    }

    @Override
    public Collection<Ledger> ledgers() {
        return member.ledger().all().values();
    }

    @Override
    public IdentifyBook identifyBook() {
        IdentifyBook book = member.identify().get(IdentifyBook.KEY);
        return book == null ? IdentifyBook.EMPTY : book;
    }

    @Override
    public <R> R changeWorker(String worker, Change<WorkerRow, R> change) {
        return member.workers().change(worker, change);
    }

    @Override
    public <R> R changeShard(int shard, Change<ShardRecord, R> change) {
        return member.shards().change(shard, change);
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
