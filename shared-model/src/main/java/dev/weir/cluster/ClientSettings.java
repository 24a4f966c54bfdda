package dev.weir.cluster;

import java.util.List;

/**
 * What a worker needs to know to find its coordinators.
 *
 * @param cluster name of the fleet
 * @param name of this process, as it appears in the coordinators' logs
 * @param coordinators where they listen; it is enough that one of them answers
 */
public record ClientSettings(String cluster, String name, List<HostPort> coordinators) {
    public ClientSettings {
        coordinators = List.copyOf(coordinators);
        if (cluster.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("cluster and name of a client must not be empty");
        }
        if (coordinators.isEmpty()) {
            throw new IllegalArgumentException("no coordinators are configured: expected at least one host:port");
        }
    }
}
