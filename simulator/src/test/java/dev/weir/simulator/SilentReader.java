package dev.weir.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that logs in and then reads nothing more, so that its socket fills up. */
final class SilentReader implements AutoCloseable {

    private final Socket socket;

    private SilentReader(Socket socket) {
        this.socket = socket;
    }

    static SilentReader loggedIn(Simulator simulator) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port());
        OutputStream out = socket.getOutputStream();
        String upgrade = String.join(
                "\r\n",
                "GET /gateway?v=10&encoding=json HTTP/1.1",
                "Host: 127.0.0.1",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
                "",
                "");
        out.write(upgrade.getBytes(StandardCharsets.ISO_8859_1));
        InputStream in = socket.getInputStream();
        if (in.readNBytes(12).length < 12) {
            throw new IOException("no answer to the upgrade");
        }
        // Padded: a payload below 126 bytes has a shorter head.
        byte[] identify = ("{\"op\":2,\"d\":"
                        + RawClient.identity(simulator.config().token(), 0, 1, RawClient.ALL_INTENTS) + " ".repeat(200)
                        + "}")
                .getBytes(StandardCharsets.UTF_8);
        // A masked text frame with the mask 0.
        byte[] head = {
            (byte) 0x81, (byte) (0x80 | 126), (byte) (identify.length >>> 8), (byte) identify.length, 0, 0, 0, 0
        };
        out.write(head);
        out.write(identify);
        out.flush();
        return new SilentReader(socket);
    }

    boolean isOpen() {
        return !socket.isClosed();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
