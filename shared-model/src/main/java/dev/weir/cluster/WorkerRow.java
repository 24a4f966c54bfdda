package dev.weir.cluster;

import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.WorkerProfile;

/**
 * One worker in the map {@link FleetMaps#WORKERS}.
 *
 * <p>Each writer has its own part: the worker writes {@code counter} and {@code report}, the leader writes {@code orders} and
 * ends the epoch, an operator writes {@code draining}.
 *
 * @param worker its id
 * @param epoch grows with every join; whatever was granted to an older epoch is void
 * @param nonce random, made by the worker process at its start; tells a repeated join from a second worker of that name
 * @param counter grows with every renewal of this epoch; the leader watches that it moves
 * @param alive whether this epoch may still be renewed
 * @param draining whether its shards are to be moved away and none given to it; ends with the process, not with the epoch
 */
public record WorkerRow(
        String worker,
        long epoch,
        String nonce,
        long counter,
        boolean alive,
        boolean draining,
        WorkerProfile profile,
        Report report,
        Orders orders) {

    /** Differs whenever anything in this row does: each of its writers counts. */
    public String stamp() {
        return epoch + "." + counter + "." + orders.sequence() + (alive ? "a" : "d") + (draining ? "d" : "s");
    }

    /** The name under which an epoch of a worker holds permits. */
    public String holder() {
        return holder(worker, epoch);
    }

    public static String holder(String worker, long epoch) {
        return worker + "@" + epoch;
    }

    /** The worker's id in the name of a holder. */
    public static String workerOf(String holder) {
        return holder.substring(0, holder.lastIndexOf('@'));
    }

    /** The epoch in the name of a holder. */
    public static long epochOf(String holder) {
        return Long.parseLong(holder.substring(holder.lastIndexOf('@') + 1));
    }

    /** The same row with its epoch over. */
    public WorkerRow dead() {
        return new WorkerRow(worker, epoch, nonce, counter, false, draining, profile, report, orders);
    }

    WorkerRow renewed(long next, Report observed) {
        return new WorkerRow(worker, epoch, nonce, next, true, draining, profile, observed, orders);
    }

    WorkerRow ordered(Orders next) {
        return new WorkerRow(worker, epoch, nonce, counter, true, draining, profile, report, next);
    }

    /** The same row, as it would be were it drained or not. */
    public WorkerRow withDraining(boolean wanted) {
        return new WorkerRow(worker, epoch, nonce, counter, alive, wanted, profile, report, orders);
    }
}
