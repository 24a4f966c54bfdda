package dev.weir.worker.cluster;

import dev.weir.cluster.ApplyDeltas;
import dev.weir.cluster.TableAnswer;
import java.util.concurrent.CompletionStage;

/** The fleet's tables of collectors, one a shard. */
@FunctionalInterface
public interface CollectorTables {

    /** Sends a batch to the table of a shard; the stage completes on a thread that may block, and fails when there is no answer. */
    CompletionStage<TableAnswer> apply(int shard, ApplyDeltas batch);
}
