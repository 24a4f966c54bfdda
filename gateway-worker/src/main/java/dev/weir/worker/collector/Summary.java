package dev.weir.worker.collector;

/**
 * What is kept of an item that is not kept whole.
 *
 * @param key see {@link Item#key}
 * @param user whose it was; 0 when only the key is kept
 * @param receivedNanos monotonic clock of its receipt; 0 when only the key is kept
 */
public record Summary(long key, long user, long receivedNanos) {}
