package dev.weir.coordinator.plan;

/**
 * What the leader knows of one living worker and one limit.
 *
 * @param holder the worker's epoch
 * @param sequence of the worker's current orders
 * @param allowance in those orders
 * @param ordersSeen what the worker had acted on when it reported the rest
 * @param held what it may have been using then
 * @param used permits in use
 * @param waiting requests that wait
 * @param idleRenewals renewals in a row in which it had far more than it needed
 */
public record Demand(
        String holder,
        long sequence,
        long allowance,
        long ordersSeen,
        long held,
        long used,
        long waiting,
        long idleRenewals) {

    long needed() {
        return used + waiting;
    }
}
