package dev.weir.cluster;

import dev.weir.model.Orders;
import org.jspecify.annotations.Nullable;

/**
 * The leader writes what it wants of a worker. Refused unless the orders follow directly on those that are there, so that
 * of two leaders by mistake only one is heard.
 */
public record Order(long epoch, Orders orders) implements Change<WorkerRow, Boolean> {

    @Override
    public Outcome<WorkerRow, Boolean> on(@Nullable WorkerRow current) {
        if (current == null || !current.alive() || current.epoch() != epoch) {
            return Outcome.keep(false);
        }
        if (current.orders().equals(orders)) {
            return Outcome.keep(true);
        }
        if (orders.sequence() != current.orders().sequence() + 1) {
            return Outcome.keep(false);
        }
        return Outcome.set(current.ordered(orders), true);
    }
}
