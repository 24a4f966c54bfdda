package dev.weir.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configured coordinators, with the addresses that their names had when this was made. Names are looked up anew for each
 * list: a name may have no address yet, or another one than before.
 *
 * @param addresses by configured coordinator; of one whose name is not known, none
 */
public record CoordinatorList(Map<HostPort, Set<HostPort>> addresses) {

    public CoordinatorList {
        Map<HostPort, Set<HostPort>> copied = new LinkedHashMap<>();
        addresses.forEach((configured, found) -> copied.put(configured, Set.copyOf(found)));
        addresses = Collections.unmodifiableMap(copied);
    }

    /** Looks every name up, which may wait for DNS. */
    public static CoordinatorList lookUp(List<HostPort> configured) {
        Map<HostPort, Set<HostPort>> found = new LinkedHashMap<>();
        for (HostPort one : configured) {
            Set<HostPort> addresses = new LinkedHashSet<>();
            for (InetAddress address : addresses(one.host())) {
                addresses.add(new HostPort(address.getHostAddress(), one.port()));
            }
            found.put(one, addresses);
        }
        return new CoordinatorList(found);
    }

    private static InetAddress[] addresses(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            return new InetAddress[0];
        }
    }

    /** The same text for the same coordinators, in whichever order and case they are configured; for comparing lists. */
    static String text(List<HostPort> configured) {
        return configured.stream()
                .map(one -> one.toString().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** All addresses of all of them. */
    Set<HostPort> all() {
        return addresses.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether some are configured by names, and not by the addresses that they have. */
    boolean hasNames() {
        return addresses.entrySet().stream().anyMatch(one -> !one.getValue().equals(Set.of(one.getKey())));
    }

    /** Those whose names have no address. */
    public List<HostPort> unknown() {
        List<HostPort> unknown = new ArrayList<>();
        addresses.forEach((configured, found) -> {
            if (found.isEmpty()) {
                unknown.add(configured);
            }
        });
        return unknown;
    }

    /** Which of the configured coordinators listens at an address; null when none does. Looks nothing up. */
    @Nullable
    HostPort entryAt(HostPort address) {
        for (Map.Entry<HostPort, Set<HostPort>> one : addresses.entrySet()) {
            if (one.getKey().equals(address) || one.getValue().contains(address)) {
                return one.getKey();
            }
        }
        return null;
    }

    /** Whether one of the configured coordinators listens at an address or name. */
    public boolean has(HostPort at) {
        return entryAt(at) != null || lookUp(List.of(at)).all().stream().anyMatch(each -> entryAt(each) != null);
    }

    /** Configured coordinators that are the same one, by different names; empty when there are none. */
    public Set<HostPort> twice() {
        Map<HostPort, HostPort> first = new LinkedHashMap<>();
        Set<HostPort> twice = new LinkedHashSet<>();
        addresses.forEach((configured, found) -> found.forEach(address -> {
            HostPort earlier = first.putIfAbsent(address, configured);
            if (earlier != null) {
                twice.add(earlier);
                twice.add(configured);
            }
        }));
        return twice;
    }
}
