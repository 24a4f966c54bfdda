package dev.weir.benchmark.peers;

import dev.weir.peers.Bench;
import dev.weir.peers.EndToEnd;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What is left of a client when nothing is left: one thread that reads the socket, finds each message's content and throws it
 * away. No client that is woken for each message can take much less.
 */
public final class ReaderMain {
    private static final byte[] CONTENT = "\"content\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] READY = "\"READY\"".getBytes(StandardCharsets.US_ASCII);
    private static final int HEARTBEAT_SECONDS = 20;

    private final EndToEnd endToEnd = new EndToEnd();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final DataInputStream in;
    private final OutputStream out;
    private byte[] frame = new byte[1 << 16];

    private ReaderMain(Socket socket) throws IOException {
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out = socket.getOutputStream();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> options = Bench.options(args);
        URI gateway = URI.create(Objects.requireNonNull(options.get("gateway")));
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort());
                ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor()) {
            socket.setTcpNoDelay(true);
            ReaderMain reader = new ReaderMain(socket);
            reader.shakeHands(gateway);
            Thread.ofPlatform().daemon().start(reader::readAll);
            reader.send("{\"op\":2,\"d\":{\"token\":\"" + System.getenv("WEIR_DISCORD_TOKEN") + "\",\"intents\":"
                    + WeirClient.INTENTS
                    + ",\"shard\":[0,1],\"properties\":{\"os\":\"linux\",\"browser\":\"none\",\"device\":\"none\"}}}");
            var _ = heart.scheduleAtFixedRate(
                    () -> reader.send("{\"op\":1,\"d\":null}"), HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            reader.ready.await();
            reader.endToEnd.serve("-");
        }
    }

    private void shakeHands(URI gateway) throws IOException {
        out.write(("GET " + gateway.getPath() + "?v=10&encoding=json HTTP/1.1\r\nHost: " + gateway.getAuthority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.readUnsignedByte());
        }
        if (!answer.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + answer);
        }
    }

    /** A masked text frame, as a client has to send it; the mask is zero. */
    private synchronized void send(String text) {
        byte[] body = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer whole = ByteBuffer.allocate(8 + body.length).put((byte) 0x81);
        if (body.length < 126) {
            whole.put((byte) (0x80 | body.length));
        } else {
            whole.put((byte) (0x80 | 126)).putShort((short) body.length);
        }
        whole.putInt(0).put(body);
        try {
            out.write(whole.array(), 0, whole.position());
        } catch (IOException e) {
            fail(e);
        }
    }

    private void readAll() {
        try {
            while (true) {
                int opcode = in.readUnsignedByte() & 15;
                int length = in.readUnsignedByte();
                if (length >= 126) {
                    length = length == 126 ? in.readUnsignedShort() : (int) in.readLong();
                }
                if (length > frame.length) {
                    frame = new byte[length * 2];
                }
                in.readFully(frame, 0, length);
                if (opcode == 8) {
                    throw new IOException("closed with " + ((frame[0] & 0xFF) << 8 | (frame[1] & 0xFF)));
                }
                take(length);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void take(int length) {
        int content = after(CONTENT, length);
        if (content < 0) {
            if (after(READY, length) >= 0) {
                ready.countDown();
            }
            return;
        }
        int end = content;
        while (frame[end] != '"') {
            end++;
        }
        endToEnd.received(new String(frame, content, end - content, StandardCharsets.ISO_8859_1));
    }

    /** Where those bytes end in the frame, or -1. */
    private int after(byte[] those, int length) {
        for (int i = 0; i + those.length <= length; i++) {
            int same = 0;
            while (same < those.length && frame[i + same] == those[same]) {
                same++;
            }
            if (same == those.length) {
                return i + same;
            }
        }
        return -1;
    }

    private static void fail(IOException e) {
        System.err.println("reading alone failed: " + e);
        Runtime.getRuntime().halt(1);
    }
}
