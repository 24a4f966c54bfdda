package dev.weir.cluster;

/**
 * Answer to {@link Join}.
 *
 * @param joined false when another process of the same name is there and alive
 * @param epoch the caller's epoch, or that of the other process
 */
public record JoinAnswer(boolean joined, long epoch) {}
