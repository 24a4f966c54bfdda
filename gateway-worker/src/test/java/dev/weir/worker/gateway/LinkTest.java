package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.worker.shard.CloseCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A link against a peer that breaks off where it hurts, which no well-made server does. */
@Timeout(30)
class LinkTest {
    private static final String HELLO = "{\"op\":10,\"d\":{\"heartbeat_interval\":200}}";

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<String> frames = new CopyOnWriteArrayList<>();
    private final List<CloseCode> ends = new CopyOnWriteArrayList<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        clock.shutdownNow();
    }

    @Test
    void aHalfWrittenFrameIsTakenForDeath() throws Exception {
        Link link = open(out -> {
            out.write(frame(HELLO));
            byte[] ready = frame("{\"op\":0,\"s\":1,\"t\":\"READY\",\"d\":{\"session_id\":\"x\"}}");
            out.write(ready, 0, ready.length / 2);
        });

        assertThat(link.awaitHello()).isTrue();
        assertThat(link.awaitEnd()).isEqualTo(new CloseCode(4900, false, "no heartbeat was acknowledged"));
        link.settle(Duration.ofMillis(100));
        assertThat(frames).containsExactly(HELLO);
        assertThat(ends).hasSize(1);
    }

    @Test
    void aSocketThatEndsWithoutACloseFrameIs1006() throws Exception {
        Link link = open(OutputStream::close);

        assertThat(link.awaitEnd().code()).isEqualTo(1006);
        assertThat(ends).hasSize(1);
    }

    @Test
    void theCloseCodeOfThePeerIsKept() throws Exception {
        Link link = open(out -> out.write(new byte[] {(byte) 0x88, 4, 0x0f, (byte) 0xa4, 'n', 'o'}));

        assertThat(link.awaitEnd()).isEqualTo(new CloseCode(4004, true, "no"));
        link.settle(Duration.ofMillis(100));
        assertThat(ends).hasSize(1);
    }

    @Test
    void aPeerThatTakesTheConnectionAndSaysNothingIsLeft() throws Exception {
        long start = System.nanoTime();

        assertThatThrownBy(() -> Link.open(address(), Trust.of(null), clock, owner()))
                .isInstanceOf(IOException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void connectingCanBeInterrupted() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread connecting = Thread.ofVirtual().start(() -> {
            try {
                var _ = Link.open(address(), Trust.of(null), clock, owner());
            } catch (IOException e) {
                thrown.set(e);
            }
        });
        try (Socket accepted = server.accept()) {
            assertThat(accepted.getInputStream().read()).isPositive();
            connecting.interrupt();

            assertThat(connecting.join(Duration.ofSeconds(1))).isTrue();
            assertThat(thrown.get()).isNotNull();
        }
    }

    @Test
    void noThreadIsLeftOfALink() throws Exception {
        Link link = open(out -> out.write(frame(HELLO)));
        assertThat(link.awaitHello()).isTrue();

        link.end(new CloseCode(1000, false, ""));
        link.settle(Duration.ofMillis(200));

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("ReadingThread") || name.startsWith("WritingThread")))
                .isEmpty());
    }

    private interface Script {
        void play(OutputStream out) throws IOException;
    }

    private Link open(Script script) throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                Socket socket = server.accept();
                StringBuilder request = new StringBuilder();
                while (request.indexOf("\r\n\r\n") < 0) {
                    request.append((char) socket.getInputStream().read());
                }
                OutputStream out = socket.getOutputStream();
                out.write(handshake(request.toString()));
                script.play(out);
            } catch (IOException e) {
                ends.add(new CloseCode(1, true, "the test's server failed: " + e));
            }
        });
        return Link.open(address(), Trust.of(null), clock, owner());
    }

    private String address() {
        return "ws://127.0.0.1:" + server.getLocalPort();
    }

    private Link.Owner owner() {
        return new Link.Owner() {
            @Override
            public void frame(Link link, byte[] frame, long receivedNanos) {
                frames.add(new String(frame, StandardCharsets.UTF_8));
                link.greeted(200, new Heart(200, 0.5, () -> 0, receivedNanos));
            }

            @Override
            public void ended(Link link, CloseCode code) {
                ends.add(code);
            }
        };
    }

    private static byte[] frame(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[body.length + 2];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) body.length;
        System.arraycopy(body, 0, frame, 2, body.length);
        return frame;
    }

    private static byte[] handshake(String request) {
        String key = request.lines()
                .filter(line -> line.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18))
                .findFirst()
                .orElseThrow()
                .substring(18)
                .strip();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
