package dev.weir.coordinator.plan;

import org.jspecify.annotations.Nullable;

/**
 * Orders that this leader wrote, and that leave out a shard which its record still gives to the worker.
 *
 * @param token token of the record
 * @param holder the worker's epoch
 * @param sequence sequence of the orders; once the worker has acted on them it can not act under that token again, because
 *     orders of any other leader would have to follow on these
 * @param to worker that it was taken away for, or null
 */
public record Fence(
        long token, String holder, long sequence, @Nullable String to) {}
