package dev.weir.cluster;

/**
 * What one epoch of a worker may be using of a limit.
 *
 * <p>The ceiling may be lowered only after the worker has acted on orders of {@code sequence} or later: until then orders
 * with the higher allowance may still reach it.
 *
 * @param ceiling the most it may be using now, whichever orders it has seen
 * @param sequence the orders that carry, or will carry, this holding
 */
public record Holding(long ceiling, long sequence) {}
