package dev.weir.worker.dispatch;

import dev.weir.worker.collector.Options;
import java.time.Duration;

/**
 * What a collector may use before an {@link Alert}, and how many of these are kept.
 *
 * @param duration how long it may be active
 * @param items how many it may accept
 * @param perItem how long its handler may take on average
 * @param bytes how much its kept items may take, estimated from their texts
 * @param kept alerts that a lane keeps, 1 to 10,000; the oldest goes first
 */
public record Thresholds(Duration duration, long items, Duration perItem, long bytes, int kept) {
    /** The numbers of the page that Weir grew from, but for the number of alerts: 10 there. */
    public static final Thresholds DEFAULT =
            new Thresholds(Duration.ofMinutes(10), 1_000, Duration.ofSeconds(1), 50L << 20, 100);

    public Thresholds {
        Options.between("kept", kept, 1, 10_000);
    }
}
