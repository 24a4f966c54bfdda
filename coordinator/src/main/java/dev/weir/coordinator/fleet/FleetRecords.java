package dev.weir.coordinator.fleet;

import dev.weir.cluster.Change;
import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.ShardTable;
import dev.weir.cluster.WorkerRow;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's maps, as the coordinator uses them.
 *
 * <p>Every call may throw {@code FleetUnavailable}: then it is not known whether the change was made.
 */
public interface FleetRecords {

    /**
     * A coordinator that is a member of the cluster now.
     *
     * @param shards its {@code fleet.shards}, 0 for auto; null when it does not say
     */
    record Peer(
            String id,
            String address,
            boolean leader,
            boolean self,
            @Nullable Integer shards) {}

    /** Whether this process is the one that leads, as far as it knows. */
    boolean leads();

    /** Whether a majority of the configured coordinators answers now. */
    boolean majorityAnswers(Duration within);

    List<Peer> peers();

    /** Which coordinators were not let in lately, or are missing, and why; for people. */
    default List<String> absent() {
        return List.of();
    }

    /** Which configured coordinators are not in sight, and how many are needed, as a sentence; null when all are. */
    @Nullable
    String missing();

    /** Removes the entries that are not what they should be; by map, what each was. */
    Map<String, List<String>> putAside();

    Collection<WorkerRow> workers();

    /** Nobody changes it; the same one again when no record has changed. */
    Collection<ShardRecord> shards();

    Collection<Ledger> ledgers();

    IdentifyBook identifyBook();

    <R> R changeWorker(String worker, Change<WorkerRow, R> change);

    <R> R changeShard(int shard, Change<ShardRecord, R> change);

    <R> R changeTable(int shard, Change<ShardTable, R> change);

    <R> R changeLedger(String limit, Change<Ledger, R> change);

    <R> R changeIdentifyBook(Change<IdentifyBook, R> change);
}
