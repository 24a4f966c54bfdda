package dev.weir.worker.cluster;

import dev.weir.cluster.Change;
import dev.weir.cluster.FleetClient;
import dev.weir.cluster.WorkerRow;
import dev.weir.model.WorkerId;

/** This worker's row over Hazelcast. */
public record FleetRows(FleetClient fleet, WorkerId worker) implements WorkerRows {

    @Override
    public <R> R change(Change<WorkerRow, R> change) {
        return fleet.workers().change(worker.value(), change);
    }
}
