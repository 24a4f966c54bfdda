package dev.weir.simulator.control;

import dev.weir.simulator.load.Load;
import java.util.List;
import java.util.Map;

/**
 * How the simulated Discord stands now.
 *
 * @param shards how many the guilds of the world were made for
 * @param sessionsByCount sessions by the shard count that they identified with: several counts may be there at once
 */
public record Status(
        boolean ready,
        int port,
        double uptimeSeconds,
        int shards,
        int recommendedShards,
        int guilds,
        Map<Integer, Integer> sessionsByShard,
        Map<Integer, Integer> connectedByShard,
        Map<Integer, Integer> sessionsByCount,
        boolean tokenReset,
        Load.Standing load,
        List<String> standingFaults) {
    public Status {
        sessionsByShard = Map.copyOf(sessionsByShard);
        connectedByShard = Map.copyOf(connectedByShard);
        sessionsByCount = Map.copyOf(sessionsByCount);
        standingFaults = List.copyOf(standingFaults);
    }
}
