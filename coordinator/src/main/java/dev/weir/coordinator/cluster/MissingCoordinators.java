package dev.weir.coordinator.cluster;

import dev.weir.cluster.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says which of the configured coordinators are not in sight. */
final class MissingCoordinators {
    private MissingCoordinators() {}

    /**
     * One sentence, or null when none is missing.
     *
     * @param configured as they stand in the configuration, by name or by number
     * @param seen those that are members now, by number
     */
    static @Nullable String text(List<HostPort> configured, List<HostPort> seen) {
        List<HostPort> missing = new ArrayList<>();
        for (HostPort each : configured) {
            if (!seen.contains(each) && !seen.contains(byNumber(each))) {
                missing.add(each);
            }
        }
        if (configured.size() == 1 || missing.isEmpty()) {
            return null;
        }
        return "%s %s not seen: %d of %d coordinators, %d are needed"
                .formatted(
                        joined(missing),
                        missing.size() == 1 ? "is" : "are",
                        configured.size() - missing.size(),
                        configured.size(),
                        configured.size() / 2 + 1);
    }

    private static String joined(List<HostPort> addresses) {
        String last = addresses.getLast().toString();
        if (addresses.size() == 1) {
            return last;
        }
        List<String> first = addresses.subList(0, addresses.size() - 1).stream()
                .map(HostPort::toString)
                .toList();
        return String.join(", ", first) + " and " + last;
    }

    private static HostPort byNumber(HostPort named) {
        try {
            return new HostPort(InetAddress.getByName(named.host()).getHostAddress(), named.port());
        } catch (UnknownHostException unknown) {
            return named;
        }
    }
}
