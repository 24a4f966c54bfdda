package dev.weir.coordinator.plan;

import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether so many workers were lost at once that it is better to wait for them than to give all their shards to the rest.
 *
 * <p>More than a third of the workers, and at least three, within 30 s: then the shards of those that were lost are kept for
 * them. A worker that had no shard is no loss: it may have ended as soon as it began. A worker that comes back gets its own. The hold ends when no more than a third is missing, after its bound, or when an
 * operator gives the shards free (their records have no owner then). A goodbye is no loss. A worker that has missed its last
 * three renewals counts already, so that the first ones to be expired are held with the last.
 *
 * <p>Owned by the control loop; made anew with each leadership, and then it takes dead workers whose shards nobody has as lost.
 */
public final class MassLoss {
    static final Duration WITHIN = Duration.ofSeconds(30);

    /** A worker that has not renewed for so long is likely to be lost. */
    public static final Duration SILENT_AFTER = Duration.ofSeconds(6);

    /** Fewer than these are no mass: of two workers one is half of the fleet. */
    static final int LEAST = 3;

    private final Duration bound;
    private final Map<String, Long> lostAtNanos = new HashMap<>();
    private boolean looked;
    private boolean holding;
    private long heldSinceNanos;

    /**
     * Makes one that has seen nothing.
     *
     * @param bound how long shards are kept at most; zero never holds
     */
    public MassLoss(Duration bound) {
        this.bound = bound;
    }

    /** This leader ended an epoch because its worker was silent. */
    public void lost(String holder, long nowNanos) {
        lostAtNanos.putIfAbsent(holder, nowNanos);
    }

    /**
     * Looks at who is missing.
     *
     * @param silent holders of living workers that have not renewed for {@link #SILENT_AFTER}
     * @return holders whose shards are kept for them; empty when nothing is held
     */
    public Set<String> look(FleetView view, Set<String> silent, long nowNanos) {
        if (!looked) {
            looked = true;
            inherit(view, nowNanos);
        }
        forget(view, nowNanos);
        Set<String> missing = new TreeSet<>();
        lostAtNanos.keySet().forEach(holder -> {
            if (!isBack(view, holder)) {
                missing.add(WorkerRow.workerOf(holder));
            }
        });
        for (WorkerRow row : view.alive()) {
            if (silent.contains(row.holder()) && !view.ownedBy(row).isEmpty()) {
                missing.add(row.worker());
            }
        }
        int all = missing.size();
        for (WorkerRow row : view.alive()) {
            all += missing.contains(row.worker()) ? 0 : 1;
        }
        boolean many = missing.size() >= LEAST && missing.size() * 3 > all;
        if (!holding && many && !bound.isZero()) {
            holding = true;
            heldSinceNanos = nowNanos;
        } else if (holding && (!many || nowNanos - heldSinceNanos >= bound.toNanos())) {
            holding = false;
            lostAtNanos.clear();
        }
        return holding ? Set.copyOf(lostAtNanos.keySet()) : Set.of();
    }

    /** How long shards are kept at most from now on; zero when nothing is held. */
    public Duration left(long nowNanos) {
        return holding ? bound.minusNanos(nowNanos - heldSinceNanos) : Duration.ZERO;
    }

    private void inherit(FleetView view, long nowNanos) {
        for (ShardRecord desired : view.records().values()) {
            if (desired.owner() != null && view.orphaned(desired.index())) {
                lost(WorkerRow.holder(desired.owner(), desired.ownerEpoch()), nowNanos);
            }
        }
    }

    /** While nothing is held a loss counts for 30 s; a hold ends when the last shard that was kept has an owner, or none. */
    private void forget(FleetView view, long nowNanos) {
        if (!holding) {
            lostAtNanos.values().removeIf(at -> nowNanos - at > WITHIN.toNanos());
            return;
        }
        boolean kept = view.records().values().stream()
                .anyMatch(desired -> desired.owner() != null
                        && lostAtNanos.containsKey(WorkerRow.holder(desired.owner(), desired.ownerEpoch())));
        if (!kept) {
            holding = false;
            lostAtNanos.clear();
        }
    }

    private static boolean isBack(FleetView view, String holder) {
        WorkerRow row = view.workers().get(WorkerRow.workerOf(holder));
        return row != null && row.alive();
    }
}
