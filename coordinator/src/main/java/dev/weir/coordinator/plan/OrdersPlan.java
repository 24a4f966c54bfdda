package dev.weir.coordinator.plan;

import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.Orders;
import dev.weir.model.Standing;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The orders that a worker should have: absolute, complete, and written anew only when they differ. */
public final class OrdersPlan {
    private OrdersPlan() {}

    /**
     * What the leader has decided in this round.
     *
     * @param assigned shards that were assigned in this round: only those, and those that were in the orders before, are
     *     ordered, so that a shard once left out never comes back under the same token. The first orders of an epoch name every
     *     shard that was assigned to it: nothing can have been left out yet
     * @param leftOut shards that must not be in the orders
     * @param forced workers whose orders must be written even when they ask for the same, so that they acknowledge them
     * @param slots identify slots by shard
     * @param standings how each living worker stands
     */
    public record Decided(
            Set<Integer> assigned,
            Set<Integer> leftOut,
            Set<String> forced,
            Map<Integer, Long> slots,
            Map<String, Standing> standings) {
        public Decided {
            assigned = Set.copyOf(assigned);
            leftOut = Set.copyOf(leftOut);
            forced = Set.copyOf(forced);
            slots = Map.copyOf(slots);
            standings = Map.copyOf(standings);
        }
    }

    /** The next orders of a living worker, or nothing when it has them already. */
    public static Optional<Orders> next(FleetView view, WorkerRow row, Decided decided, Map<String, Long> allowances) {
        Orders current = row.orders();
        boolean first = current.sequence() == 0;
        Map<Integer, Long> shards = new HashMap<>();
        Map<Integer, Long> slots = new HashMap<>();
        for (ShardRecord desired : view.ownedBy(row)) {
            int shard = desired.index();
            Long ordered = current.shards().get(shard);
            boolean before = ordered != null && ordered == desired.token();
            if (shard < view.shardCount()
                    && !decided.leftOut.contains(shard)
                    && (before || first || decided.assigned.contains(shard))) {
                shards.put(shard, desired.token());
                Long slot = decided.slots.get(shard);
                if (slot != null) {
                    slots.put(shard, slot);
                }
            }
        }
        Orders next = new Orders(
                current.sequence() + 1,
                view.shardCount(),
                shards,
                allowances,
                slots,
                decided.standings.getOrDefault(row.worker(), current.standing()));
        boolean needed = first || decided.forced.contains(row.worker()) || !current.asksForTheSame(next);
        return needed ? Optional.of(next) : Optional.empty();
    }
}
