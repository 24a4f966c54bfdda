package dev.weir.cluster;

import com.hazelcast.cluster.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where a process listens.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 0 to 65535; 0 takes any free one
 */
public record HostPort(String host, int port) {
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "0", "::", "0:0:0:0:0:0:0:0");

    public HostPort {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must not be empty");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
        }
    }

    /**
     * Reads {@code host:port} or {@code [ipv6]:port}.
     *
     * @throws IllegalArgumentException says what was expected
     */
    public static HostPort parse(String text) {
        String trimmed = text.strip();
        int colon = trimmed.lastIndexOf(':');
        String host = colon < 0 ? "" : trimmed.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            host = "";
        }
        try {
            return new HostPort(host, Integer.parseInt(trimmed.substring(colon + 1)));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("'" + text + "' is no address: expected host:port, as 10.0.0.5:7701");
        }
    }

    static HostPort of(Address address) {
        return new HostPort(address.getHost(), address.getPort());
    }

    /** Reads several, separated by commas. */
    public static List<HostPort> parseList(String text) {
        List<HostPort> all = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            all.add(parse(one));
        }
        return List.copyOf(all);
    }

    /** Whether the host means every address of a machine, so that nobody else can reach it there. */
    boolean isWildcard() {
        return WILDCARDS.contains(host);
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
