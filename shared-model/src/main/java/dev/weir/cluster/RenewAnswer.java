package dev.weir.cluster;

import dev.weir.model.Orders;

/**
 * Answer to {@link Renew}.
 *
 * @param granted false when the epoch is over: the worker must join anew, and may not act until then
 * @param orders what the leader wants; without meaning when not granted
 */
public record RenewAnswer(boolean granted, Orders orders) {
    static final RenewAnswer REFUSED = new RenewAnswer(false, Orders.UNDECIDED);
}
