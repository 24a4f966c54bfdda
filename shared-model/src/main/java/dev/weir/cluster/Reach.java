package dev.weir.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

/** What an attempt to connect to an address came to. */
public sealed interface Reach {

    /** A process listens there. Whether it is one of this fleet is not known yet. */
    record Listening(HostPort at) implements Reach {}

    /** The name has no address now. */
    record UnknownHost(HostPort at) implements Reach {}

    /** The machine refused the connection, or there is no way to it. */
    record Closed(HostPort at) implements Reach {}

    /** The attempt was not answered in time. */
    record Silent(HostPort at) implements Reach {}

    /** For people. */
    default String text() {
        return switch (this) {
            case Listening(HostPort at) -> "a process listens at " + at;
            case UnknownHost(HostPort at) -> "host '" + at.host() + "' is not known";
            case Closed(HostPort at) -> "no process listens at " + at;
            case Silent(HostPort at) -> at + " does not answer";
        };
    }

    /**
     * Tries to connect, and closes the connection at once. Waits. A name is looked up anew.
     *
     * @param within for each address that the name has
     */
    static Reach of(HostPort at, Duration within) {
        Reach found = new UnknownHost(at);
        try {
            for (InetAddress address : InetAddress.getAllByName(at.host())) {
                found = of(at, address, within);
                if (found instanceof Listening) {
                    return found;
                }
            }
            return found;
        } catch (UnknownHostException unknown) {
            return found;
        }
    }

    private static Reach of(HostPort at, InetAddress address, Duration within) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, at.port()), Math.toIntExact(within.toMillis()));
            return new Listening(at);
        } catch (SocketTimeoutException late) {
            return new Silent(at);
        } catch (IOException refused) {
            return new Closed(at);
        }
    }
}
