package dev.weir.coordinator.plan;

import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.LeaseTerms;
import java.time.Duration;

/**
 * When a leader may begin to give away what nobody had before.
 *
 * <p>A fleet that starts waits a little for its workers, so that the first one does not get every shard. And maps in which not
 * every shard has a record may be what is left after all coordinators died: then workers that have not come back still act, for
 * as long as their last lease lasts, and this leader can not know of them. So it waits that long on its own clock. Owned by the
 * control loop; made anew with each leadership.
 */
public final class Startup {
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final int expectedWorkers;
    private final long ledSinceNanos;
    private long firstWorkerNanos;
    private boolean anyWorker;
    private boolean open;

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
        boolean enough =
                alive >= expectedWorkers || (anyWorker && nowNanos - firstWorkerNanos >= LONGEST_WAIT.toNanos());
        boolean quiet = nowNanos - ledSinceNanos >= LeaseTerms.FORGOTTEN_AFTER.toNanos();
        open = open || (enough && (quiet || settled(view)));
    }

    /** Whether shards that have no record may be assigned, and permits granted. */
    public boolean open() {
        return open;
    }

    /** Whether every shard has a record, so that whoever may act is known. */
    public static boolean settled(FleetView view) {
        for (int shard = 0; shard < view.shardCount(); shard++) {
            if (view.record(shard).token() == 0) {
                return false;
            }
        }
        return view.shardCount() > 0;
    }
}
