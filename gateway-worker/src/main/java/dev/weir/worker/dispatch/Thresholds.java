package dev.weir.worker.dispatch;

import java.time.Duration;

/**
 * What a collector may use before an {@link Alert}.
 *
 * @param duration how long it may be active
 * @param items how many it may accept
 * @param perItem how long its handler may take on average
 * @param bytes how much its kept items may take, estimated from their texts
 */
public record Thresholds(Duration duration, long items, Duration perItem, long bytes) {
    /** The numbers of the page that Weir grew from. */
    public static final Thresholds DEFAULT =
            new Thresholds(Duration.ofMinutes(10), 1_000, Duration.ofSeconds(1), 50L << 20);
}
