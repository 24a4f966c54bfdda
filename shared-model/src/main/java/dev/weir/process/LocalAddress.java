package dev.weir.process;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.function.Predicate;

/** Addresses that a process can listen at. */
final class LocalAddress {
    private LocalAddress() {}

    /** Whether a host is an address of this machine, and one that will do. */
    static boolean fits(String host, Predicate<InetAddress> fits) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return fits.test(address)
                    && (address.isLoopbackAddress()
                            || address.isAnyLocalAddress()
                            || NetworkInterface.getByInetAddress(address) != null);
        } catch (UnknownHostException | SocketException _) {
            return false;
        }
    }
}
