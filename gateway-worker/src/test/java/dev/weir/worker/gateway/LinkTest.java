package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.discord.Trust;
import dev.weir.worker.carrier.BotThreads;
import dev.weir.worker.shard.CloseCode;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
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

        assertThatThrownBy(() -> Link.open(address(), Trust.ofJdk(), clock, owner((_, _) -> {})))
                .isInstanceOf(IOException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void connectingCanBeInterrupted() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread connecting = Thread.ofVirtual().start(() -> {
            try {
                var _ = Link.open(address(), Trust.ofJdk(), clock, owner((_, _) -> {}));
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

    @Test
    void aHandlerThatWaitsIsLeftBehindAndTheNextFrameIsRead() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<String> handled = new CopyOnWriteArrayList<>();
        Link link = open(
                out -> {
                    out.write(frame("one"));
                    out.write(frame("two"));
                },
                (_, frame) -> BotThreads.start(LinkTest.class, "handler", () -> {
                    if (frame.equals("one")) {
                        uninterrupted(release);
                    }
                    handled.add(frame + " " + Thread.currentThread().isVirtual());
                }));

        await().untilAsserted(() -> assertThat(handled).containsExactly("two true"));
        release.countDown();
        await().untilAsserted(() -> assertThat(handled).containsExactly("two true", "one true"));
        link.end(new CloseCode(1000, false, ""));
    }

    /** The JVM would take them for the handler's. */
    @Test
    void theReaderHoldsNoMonitorWhenItCarries() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        AtomicReference<MonitorInfo[]> held = new AtomicReference<>();
        Link link = open(out -> out.write(frame("one")), (_, _) -> {
            long me = Thread.currentThread().threadId();
            held.set(threads.getThreadInfo(new long[] {me}, true, false)[0].getLockedMonitors());
        });

        await().untilAsserted(() -> assertThat(held.get()).isNotNull());
        assertThat(held.get()).isEmpty();
        link.end(new CloseCode(1000, false, ""));
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Script {
        void play(OutputStream out) throws IOException;
    }

    private Link open(Script script) throws IOException {
        return open(script, (link, frame) -> {
            frames.add(frame);
            link.greeted(200, new Heart(200, 0.5, () -> 0, System.nanoTime()));
        });
    }

    private Link open(Script script, BiConsumer<Link, String> reader) throws IOException {
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
        return Link.open(address(), Trust.ofJdk(), clock, owner(reader));
    }

    private String address() {
        return "ws://127.0.0.1:" + server.getLocalPort();
    }

    private Link.Owner owner(BiConsumer<Link, String> reader) {
        return new Link.Owner() {
            @Override
            public void frame(Link link, byte[] frame, long receivedNanos) {
                reader.accept(link, new String(frame, StandardCharsets.UTF_8));
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
