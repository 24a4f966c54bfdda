package dev.weir.worker.roster;

import java.time.Duration;

/**
 * When a worker says how its collectors are, and what it warns of then.
 *
 * @param every how often it is logged, and over how long
 * @param warnPercent of one of this worker's own limits in use
 * @param warnEnding collectors that wait for their handlers to end
 */
public record StatisticsSettings(Duration every, int warnPercent, int warnEnding) {
    /** The numbers of the page that Weir grew from. */
    public static final StatisticsSettings DEFAULT = new StatisticsSettings(Duration.ofSeconds(60), 80, 100);
}
