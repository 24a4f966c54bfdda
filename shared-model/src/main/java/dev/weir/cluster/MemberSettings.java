package dev.weir.cluster;

import java.util.List;

/**
 * What a coordinator needs to know to be one.
 *
 * @param cluster name of the fleet; processes of other names are not let in
 * @param name of this coordinator, unique in the fleet
 * @param bind the one interface and port that it listens on; port 0 takes a free one, for tests and single coordinators
 * @param coordinators all that are configured, this one among them: one, or three and more; the majority is counted of these
 * @param shards how many shards this coordinator is configured with, 0 for auto: the others compare it with theirs
 */
public record MemberSettings(String cluster, String name, HostPort bind, List<HostPort> coordinators, int shards) {
    /** With as many shards as Discord recommends. */
    public MemberSettings(String cluster, String name, HostPort bind, List<HostPort> coordinators) {
        this(cluster, name, bind, coordinators, 0);
    }

    public MemberSettings {
        coordinators = List.copyOf(coordinators);
        if (cluster.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("cluster and name of a coordinator must not be empty");
        }
        if (coordinators.isEmpty()) {
            throw new IllegalArgumentException(
                    "no coordinators are configured: expected one, or three on different machines");
        }
        if (coordinators.size() == 2) {
            throw new IllegalArgumentException("two coordinators are configured, " + coordinators
                    + ": expected one, or three on different machines (two that lose sight of each other both go on, and"
                    + " what one of them acknowledged is lost)");
        }
        if (coordinators.stream().distinct().count() != coordinators.size()) {
            throw new IllegalArgumentException("a coordinator is configured twice: " + coordinators);
        }
    }

    /** How many coordinators are a majority, this one included. */
    public int majority() {
        return coordinators.size() / 2 + 1;
    }

    boolean alone() {
        return coordinators.size() == 1;
    }
}
