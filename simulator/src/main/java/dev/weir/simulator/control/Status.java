package dev.weir.simulator.control;

import dev.weir.simulator.load.Load;
import java.util.List;
import java.util.Map;

/** How the simulated Discord stands now. */
public record Status(
        boolean ready,
        int port,
        double uptimeSeconds,
        int shards,
        int guilds,
        Map<Integer, Integer> sessionsByShard,
        Map<Integer, Integer> connectedByShard,
        boolean tokenReset,
        Load.Standing load,
        List<String> standingFaults) {
    public Status {
        sessionsByShard = Map.copyOf(sessionsByShard);
        connectedByShard = Map.copyOf(connectedByShard);
        standingFaults = List.copyOf(standingFaults);
    }
}
