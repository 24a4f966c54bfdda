package dev.weir.cluster;

/**
 * Answer to {@link Assign}.
 *
 * @param token token of the record now
 */
public record AssignAnswer(boolean assigned, long token) {}
