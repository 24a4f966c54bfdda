package dev.weir.model;

import org.jspecify.annotations.Nullable;

/**
 * One collector as the fleet sees it.
 *
 * @param number the number within its shard and token, see {@link CollectorId}
 * @param kind what it collects: {@code message}, {@code reaction}, …
 * @param scope where, as {@code channel:123}, {@code guild:4}, {@code user:5}
 * @param state {@code QUEUED}, {@code ACTIVE}, {@code DRAINING}
 * @param label what its author called it, or null
 * @param startedAtMillis wall clock of its worker, for people
 * @param endsAtMillis wall clock of its worker when the time is up, or 0 when it has no time limit
 * @param max accepted items at which it ends, or 0 for none
 * @param received items in scope so far
 * @param accepted items accepted so far
 */
public record CollectorRecord(
        long number,
        String kind,
        String scope,
        String state,
        @Nullable String label,
        long startedAtMillis,
        long endsAtMillis,
        int max,
        long received,
        long accepted) {}
