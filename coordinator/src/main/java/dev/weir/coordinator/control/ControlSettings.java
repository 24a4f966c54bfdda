package dev.weir.coordinator.control;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the operator wants of the fleet.
 *
 * @param shards how many shards, or 0 for what Discord recommends when the fleet first starts
 * @param expectedWorkers workers to wait for, up to 10 s, before shards are first given away
 * @param massLossHold how long the shards of many workers that were lost at once are kept for them at most; zero never
 * @param limits size of each limit, by its name
 */
public record ControlSettings(int shards, int expectedWorkers, Duration massLossHold, Map<String, Long> limits) {
    public ControlSettings {
        if (massLossHold.isNegative()) {
            throw new IllegalArgumentException("massLossHold must not be negative, was " + massLossHold);
        }
        // In order, so that the same fleet does the same in every process.
        limits = Collections.unmodifiableMap(new TreeMap<>(limits));
    }
}
