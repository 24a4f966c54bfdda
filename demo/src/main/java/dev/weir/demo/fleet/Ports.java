package dev.weir.demo.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Hands out ports on 127.0.0.1: the wanted one, or the next that nobody uses.
 *
 * <p>A port is free when it could be bound a moment ago. Not thread-safe.
 */
public final class Ports {
    private static final int TRIES = 500;

    private final Set<Integer> claimed = new HashSet<>();
    private final Consumer<String> notices;

    /**
     * Starts with nothing claimed.
     *
     * @param notices told which wanted port is taken, and what is used in its place
     */
    public Ports(Consumer<String> notices) {
        this.notices = notices;
    }

    /** A free port, {@code wanted} when possible. */
    public int claim(String what, int wanted) {
        for (int port = wanted; port < Math.min(wanted + TRIES, 65_536); port++) {
            if (!claimed.contains(port) && isFree(port)) {
                claimed.add(port);
                if (port != wanted && !claimed.contains(wanted)) {
                    notices.accept("port %d (%s) is in use; going on with %d".formatted(wanted, what, port));
                }
                return port;
            }
        }
        throw new FleetFailure("no free port from %d to %d for %s".formatted(wanted, wanted + TRIES - 1, what));
    }

    /** A port that the system chooses, for tests that run beside others. */
    public int claimAny() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            claimed.add(socket.getLocalPort());
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new FleetFailure("no free port on this machine: " + e.getMessage(), e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
