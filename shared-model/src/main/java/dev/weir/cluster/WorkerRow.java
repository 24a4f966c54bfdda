package dev.weir.cluster;

import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.WorkerProfile;

/**
 * One worker in the map {@link FleetMaps#WORKERS}.
 *
 * <p>Two writers, each with its own part: the worker writes {@code counter} and {@code report}, the leader writes
 * {@code orders} and ends the epoch.
 *
 * @param worker its id
 * @param epoch grows with every join; whatever was granted to an older epoch is void
 * @param nonce random, made by the worker process at its start; tells a repeated join from a second worker of that name
 * @param counter grows with every renewal of this epoch; the leader watches that it moves
 * @param alive whether this epoch may still be renewed
 */
public record WorkerRow(
        String worker,
        long epoch,
        String nonce,
        long counter,
        boolean alive,
        WorkerProfile profile,
        Report report,
        Orders orders) {

    /** The name under which an epoch of a worker holds permits. */
    public String holder() {
        return holder(worker, epoch);
    }

    public static String holder(String worker, long epoch) {
        return worker + "@" + epoch;
    }

    WorkerRow dead() {
        return new WorkerRow(worker, epoch, nonce, counter, false, profile, report, orders);
    }
}
