package dev.weir.coordinator.plan;

import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.LeaseTerms;
import java.time.Duration;

/**
 * When a leader may begin to give away what nobody had before.
 *
 * <p>A fleet that starts waits a little, so that the first worker does not get every shard. A fleet that had a life before
 * (workers come back with what they hold, and the maps are empty) waits until the lease of whoever has not come back yet has
 * run out. Owned by the control loop; made anew with each leadership.
 */
public final class Startup {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final int expectedWorkers;
    private final long ledSinceNanos;
    private long firstWorkerNanos;
    private boolean anyWorker;
    private boolean open;
    private boolean earlierLife;

    public Startup(int expectedWorkers, long nowNanos) {
        this.expectedWorkers = expectedWorkers;
        this.ledSinceNanos = nowNanos;
    }

    /** Looks at who has come. */
    public void look(FleetView view, long nowNanos) {
        int alive = view.alive().size();
        if (alive > 0 && !anyWorker) {
            anyWorker = true;
            firstWorkerNanos = nowNanos;
        }
        earlierLife = earlierLife || hadALifeBefore(view);
        boolean enough =
                alive >= expectedWorkers || (anyWorker && nowNanos - firstWorkerNanos >= LONGEST_WAIT.toNanos());
        open = open || (enough && quiet(nowNanos));
    }

    /** Whether shards that were never assigned may be assigned, and permits granted. */
    public boolean open() {
        return open;
    }

    private boolean quiet(long nowNanos) {
        return !earlierLife || nowNanos - ledSinceNanos >= LeaseTerms.EXPIRE_AFTER.toNanos();
    }

    private static boolean hadALifeBefore(FleetView view) {
        for (WorkerRow row : view.workers().values()) {
            if (row.epoch() > 1 || !row.report().shards().isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
