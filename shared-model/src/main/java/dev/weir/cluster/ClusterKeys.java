package dev.weir.cluster;

import dev.weir.process.Key;
import java.util.List;

/** The settings with which the processes of a fleet find each other; workers and coordinators read them alike. */
public final class ClusterKeys {
    public static final Key<String> NAME =
            Key.text("cluster.name", "name of the fleet").or("weir");

    public static final Key<List<HostPort>> COORDINATORS = Key.of(
                    "cluster.coordinators",
                    "host:port of each coordinator once, separated by commas",
                    "all coordinators of the fleet",
                    ClusterKeys::coordinators)
            .or(List.of(new HostPort("127.0.0.1", 7701)));

    private ClusterKeys() {}

    private static List<HostPort> coordinators(String text) {
        List<HostPort> all = HostPort.parseList(text);
        for (HostPort one : all) {
            if (one.port() == 0) {
                throw new IllegalArgumentException("expected a port from 1 to 65535 in '" + one + "'");
            }
            if (one.isWildcard()) {
                throw new IllegalArgumentException("expected the address at which others reach '" + one
                        + "', not the one that means all of a machine");
            }
        }
        if (all.stream().distinct().count() != all.size()) {
            throw new IllegalArgumentException("expected each coordinator once");
        }
        return all;
    }
}
