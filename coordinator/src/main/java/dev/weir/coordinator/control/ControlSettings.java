package dev.weir.coordinator.control;

import java.util.Map;

/**
 * What the operator wants of the fleet.
 *
 * @param shards how many shards, or 0 for what Discord recommends when the fleet first starts
 * @param expectedWorkers workers to wait for, up to 10 s, before shards are first given away
 * @param limits size of each limit, by its name
 */
public record ControlSettings(int shards, int expectedWorkers, Map<String, Long> limits) {
    public ControlSettings {
        limits = Map.copyOf(limits);
    }
}
