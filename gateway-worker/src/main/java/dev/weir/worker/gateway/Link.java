package dev.weir.worker.gateway;

import com.neovisionaries.ws.client.WebSocket;
import com.neovisionaries.ws.client.WebSocketAdapter;
import com.neovisionaries.ws.client.WebSocketException;
import com.neovisionaries.ws.client.WebSocketFactory;
import com.neovisionaries.ws.client.WebSocketFrame;
import com.neovisionaries.ws.client.WebSocketState;
import dev.weir.discord.Trust;
import dev.weir.worker.carrier.BotThreads;
import dev.weir.worker.shard.CloseCode;
import dev.weir.worker.shard.Overtaking;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.javacord.api.Javacord;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket to the gateway, from connecting to its end, with its heart and its watchdog. Ends exactly once, with one close
 * code, and is never used again.
 *
 * <p>Frames arrive on its reading thread, in order; between them it carries the code of bots. Thread-safe.
 */
final class Link extends WebSocketAdapter {
    private static final Duration CONNECT = Duration.ofSeconds(4);
    private static final Duration HELLO = Duration.ofSeconds(10);

    /** Our close code for a message that is larger than we take; the session may be resumed. */
    static final int TOO_LARGE = 4901;

    /** Hears what the link carries. */
    interface Owner {

        /** A frame arrived; on the reading thread. */
        void frame(Link link, byte[] frame, long receivedNanos);

        /** The link is over; told once, on any thread, and no frame counts after it. */
        void ended(Link link, CloseCode code);
    }

    private final Owner owner;
    private final WebSocket socket;
    private final Deadline answer = new Deadline();
    private final ScheduledExecutorService clock;

    /** Guards the window; the clock of all heartbeats takes it. */
    private final ReentrantLock counting = new ReentrantLock();

    private final SendWindow window = new SendWindow();
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<CloseCode> end = new CompletableFuture<>();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final CountDownLatch hello = new CountDownLatch(1);

    private volatile @Nullable Heart heart;
    private volatile @Nullable ScheduledFuture<?> beating;

    private Link(Owner owner, WebSocket socket, ScheduledExecutorService clock) {
        this.owner = owner;
        this.socket = socket;
        this.clock = clock;
    }

    /**
     * Connects; blocks until the WebSocket stands, at most some seconds.
     *
     * @throws IOException when nobody answers there, or not with a WebSocket
     */
    static Link open(String address, Trust trust, ScheduledExecutorService clock, Owner owner) throws IOException {
        WebSocketFactory factory = new WebSocketFactory()
                .setSSLContext(trust.context())
                .setConnectionTimeout((int) CONNECT.toMillis())
                .setSocketTimeout((int) CONNECT.toMillis());
        WebSocket socket = factory.createSocket(address + "?v=10&encoding=json");
        Link link = new Link(owner, socket, clock);
        socket.addHeader("User-Agent", Javacord.USER_AGENT);
        socket.setDirectTextMessage(true).setMissingCloseFrameAllowed(true).addListener(link);
        try {
            socket.connect();
        } catch (WebSocketException e) {
            link.cut();
            throw new IOException(e.getMessage(), e);
        }
        return link;
    }

    /** Whether HELLO came before the link ended or the peer was taken for dead. */
    boolean awaitHello() throws InterruptedException {
        if (!hello.await(HELLO.toMillis(), TimeUnit.MILLISECONDS)) {
            end(new CloseCode(4900, false, "no HELLO within " + HELLO.toSeconds() + " s"));
        }
        return alive();
    }

    /** The peer said HELLO: the heart begins to beat. */
    void greeted(int intervalMillis, Heart beatingOne) {
        heart = beatingOne;
        long step = Math.max(10, intervalMillis / 20L);
        beating = clock.scheduleAtFixedRate(this::beat, step, step, TimeUnit.MILLISECONDS);
        hello.countDown();
        if (over.get()) {
            stopBeating();
        }
    }

    private void beat() {
        Heart current = heart;
        if (current == null || over.get()) {
            return;
        }
        long now = System.nanoTime();
        if (current.dead(now)) {
            // Not on the clock's thread: it beats for other shards too, and who is told may be slow.
            var _ = Thread.ofPlatform()
                    .daemon()
                    .name("gateway-silent")
                    .start(() -> end(new CloseCode(4900, false, "no heartbeat was acknowledged")));
            return;
        }
        String missing = answer.missed(now);
        if (missing != null) {
            Thread.ofVirtual().start(() -> end(new CloseCode(4900, false, missing)));
            return;
        }
        String beat = current.due(now);
        if (beat != null) {
            force(beat);
        }
    }

    /** The peer owes an answer from now on, or a longer one goes on: without it the link ends. */
    void expect(String what, Duration within) {
        answer.set(what, System.nanoTime() + within.toNanos(), within);
    }

    /** It has come. */
    void answered() {
        answer.clear();
    }

    /** Sends what the protocol needs, past the window. */
    void force(String text) {
        Overtaking.lock(counting);
        try {
            window.force(System.nanoTime());
        } finally {
            counting.unlock();
        }
        socket.sendText(text);
    }

    /**
     * Sends an ordinary frame; or says in how many nanoseconds it may be tried again. The socket is not written to under the lock: a
     * virtual thread that waits there may be without a carrier for long.
     */
    long send(String text) {
        long wait;
        Overtaking.lock(counting);
        try {
            wait = window.take(System.nanoTime());
        } finally {
            counting.unlock();
        }
        if (wait <= 0) {
            socket.sendText(text);
        }
        return wait;
    }

    boolean alive() {
        return !over.get();
    }

    /** Ends the link, once: tells its owner, then says goodbye with the code when it was us. */
    void end(CloseCode code) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        stopBeating();
        owner.ended(this, code);
        if (!code.byServer() && code.code() != 1006) {
            socket.sendClose(code.code(), code.reason());
        }
        hello.countDown();
        end.complete(code);
    }

    private void stopBeating() {
        ScheduledFuture<?> current = beating;
        if (current != null) {
            current.cancel(false);
        }
    }

    /** Waits for the end. */
    CloseCode awaitEnd() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives the peer a moment to answer our close frame, then cuts the socket; its threads end. */
    void settle(Duration patience) {
        try {
            if (gone.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            cut();
            var _ = gone.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            cut();
            Thread.currentThread().interrupt();
        }
    }

    private void cut() {
        Socket raw = socket.getSocket();
        if (raw != null) {
            try {
                // A plain close waits for a TLS goodbye that nobody reads; abandoned data is what we want here.
                raw.setSoLinger(true, 0);
                raw.close();
            } catch (IOException e) {
                // It is closed already.
            }
        }
    }

    /** Before the first read: one that waits already keeps the time of connecting, and would cut a shard that waits to identify. */
    @Override
    public void onStateChanged(WebSocket websocket, WebSocketState state) throws IOException {
        if (state == WebSocketState.OPEN) {
            Socket raw = websocket.getSocket();
            raw.setSoTimeout(0);
            raw.setTcpNoDelay(true);
            BoundedFrames.into(websocket, this::tooLarge);
        }
    }

    private void tooLarge(String what) {
        end(new CloseCode(TOO_LARGE, false, what));
    }

    @Override
    public void onTextMessage(WebSocket websocket, byte[] data) {
        long now = System.nanoTime();
        if (!over.get()) {
            BotThreads.lend(() -> owner.frame(this, data, now));
        }
    }

    @Override
    public void onBinaryMessage(WebSocket websocket, byte[] binary) {
        long now = System.nanoTime();
        byte[] inflated = inflated(binary);
        if (inflated != null && inflated.length > BoundedFrames.MOST_BYTES) {
            tooLarge("a compressed message has more than " + BoundedFrames.MOST_BYTES + " bytes");
        } else if (inflated == null) {
            end(new CloseCode(4900, false, "a compressed frame cannot be read"));
        } else if (!over.get()) {
            BotThreads.lend(() -> owner.frame(this, inflated, now));
        }
    }

    /** Null when it cannot be read; of one that is too large, as much as shows it. */
    private static byte @Nullable [] inflated(byte[] binary) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(binary);
            ByteArrayOutputStream out =
                    new ByteArrayOutputStream(Math.min(binary.length * 4, BoundedFrames.MOST_BYTES));
            byte[] buffer = new byte[8192];
            while (!inflater.finished() && out.size() <= BoundedFrames.MOST_BYTES) {
                int length = inflater.inflate(buffer);
                if (length == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                out.write(buffer, 0, length);
            }
            return inflater.finished() || out.size() > BoundedFrames.MOST_BYTES ? out.toByteArray() : null;
        } catch (DataFormatException e) {
            return null;
        } finally {
            inflater.end();
        }
    }

    @Override
    public void onCloseFrame(WebSocket websocket, WebSocketFrame frame) {
        // Only a frame from the server comes here.
        String reason = frame.getCloseReason();
        end(new CloseCode(frame.getCloseCode(), true, reason == null ? "" : reason));
    }

    @Override
    public void onDisconnected(
            WebSocket websocket,
            @Nullable WebSocketFrame serverCloseFrame,
            @Nullable WebSocketFrame clientCloseFrame,
            boolean closedByServer) {
        end(new CloseCode(1006, false, "the socket was cut"));
        gone.countDown();
    }

    @Override
    public void onError(WebSocket websocket, WebSocketException cause) {
        // A read or write that failed ends the socket, and onDisconnected comes.
    }

    /** The reading thread ends on whatever the library did not expect, and says nothing more. */
    @Override
    public void onUnexpectedError(WebSocket websocket, WebSocketException cause) {
        end(new CloseCode(4900, false, "the socket cannot be read: " + cause.getError()));
    }

    @Override
    public void handleCallbackError(WebSocket websocket, Throwable cause) {
        // Frames are guarded where they are handled; nothing else here throws.
        end(new CloseCode(4900, false, "a callback failed: " + cause.getClass().getName()));
    }
}
