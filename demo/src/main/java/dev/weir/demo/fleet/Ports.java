package dev.weir.demo.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Hands out ports on 127.0.0.1: the wanted one, or the next that nobody uses.
 *
 * <p>A port is free when it could be bound a moment ago. Not thread-safe.
 */
public final class Ports {
    private static final int TRIES = 500;
    private static final int LEAST_OF_ANY = 20_000;

    /** Linux's default. */
    private static final int LEAST_OUTGOING = 32_768;

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
        boolean ours = claimed.contains(wanted);
        int port = claimFrom(wanted, what);
        if (port != wanted && !ours) {
            notices.accept("port %d (%s) is in use; going on with %d".formatted(wanted, what, port));
        }
        return port;
    }

    /**
     * A free port for tests that run beside others. It is below those that the system gives to outgoing connections: one of them
     * could take it before its process binds it.
     */
    public int claimAny() {
        return claimFrom(ThreadLocalRandom.current().nextInt(LEAST_OF_ANY, LEAST_OUTGOING - TRIES), "a test");
    }

    private int claimFrom(int first, String what) {
        for (int port = first; port < Math.min(first + TRIES, 65_536); port++) {
            if (!claimed.contains(port) && isFree(port)) {
                claimed.add(port);
                return port;
            }
        }
        throw new FleetFailure("no free port from %d to %d for %s".formatted(first, first + TRIES - 1, what));
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
