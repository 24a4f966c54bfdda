package dev.weir.worker.cluster;

import dev.weir.cluster.Change;
import dev.weir.cluster.WorkerRow;

/** This worker's row in the fleet's map. */
@FunctionalInterface
public interface WorkerRows {

    /**
     * Changes the row; blocks until the answer is there, some seconds at most.
     *
     * @throws RuntimeException when there is no answer: the change may or may not have happened
     */
    <R> R change(Change<WorkerRow, R> change);
}
