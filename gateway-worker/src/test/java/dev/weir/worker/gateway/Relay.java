package dev.weir.worker.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP relay that drops whoever comes, until it is told to let them through. */
final class Relay implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final AtomicInteger refused = new AtomicInteger();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean open;

    private Relay(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    static Relay to(int port) throws IOException {
        Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        Thread.ofVirtual().start(relay::accept);
        return relay;
    }

    int port() {
        return server.getLocalPort();
    }

    int refused() {
        return refused.get();
    }

    void letThrough() {
        open = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket in = server.accept();
                sockets.add(in);
                if (open) {
                    Socket out = new Socket(InetAddress.getLoopbackAddress(), target);
                    sockets.add(out);
                    Thread.ofVirtual().start(() -> pump(in, out));
                    Thread.ofVirtual().start(() -> pump(out, in));
                } else {
                    refused.incrementAndGet();
                    in.close();
                }
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side is gone, and the other goes with it.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
