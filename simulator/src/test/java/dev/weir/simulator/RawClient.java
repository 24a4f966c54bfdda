package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A gateway client that does what a test tells it and nothing else. */
final class RawClient implements WebSocket.Listener, AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    static final int ALL_INTENTS = (1 << 17) - 1;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int PATIENCE_SECONDS = 10;

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    private RawClient(URI uri) {
        this.socket = HTTP.newWebSocketBuilder().buildAsync(uri, this).join();
    }

    static RawClient connect(Simulator simulator) {
        return at(simulator.gatewayUri() + "?encoding=json&v=10");
    }

    static RawClient at(String uri) {
        return new RawClient(URI.create(uri));
    }

    static RawClient loggedIn(Simulator simulator, int shard, int count, int intents) {
        RawClient client = connect(simulator);
        client.expectOp(10);
        client.identify(simulator, shard, count, intents);
        return client;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                frames.add(JSON.readTree(partial.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            partial.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(-1);
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    void send(int op, JsonNode data) {
        ObjectNode frame = JSON.createObjectNode().put("op", op);
        frame.set("d", data);
        send(frame.toString());
    }

    void heartbeat() {
        send("{\"op\":1,\"d\":null}");
    }

    void identify(Simulator simulator, int shard, int count, int intents) {
        send(2, identity(simulator.config().token(), shard, count, intents));
    }

    static ObjectNode identity(String token, int shard, int count, int intents) {
        ObjectNode data = JSON.createObjectNode().put("token", token).put("intents", intents);
        data.putObject("properties").put("os", "test").put("browser", "raw").put("device", "raw");
        data.putArray("shard").add(shard).add(count);
        return data;
    }

    void resume(Simulator simulator, String session, long seq) {
        send(
                6,
                JSON.createObjectNode()
                        .put("token", simulator.config().token())
                        .put("session_id", session)
                        .put("seq", seq));
    }

    JsonNode next() {
        try {
            JsonNode frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no frame within " + PATIENCE_SECONDS + " s; close code " + closed.getNow(0));
            }
            return frame;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode expectOp(int op) {
        JsonNode frame = next();
        if (frame.path("op").asInt() != op) {
            throw new AssertionError("expected op " + op + ", got " + frame);
        }
        return frame;
    }

    /** Passes over others until this event comes. */
    JsonNode event(String type) {
        while (true) {
            JsonNode frame = next();
            if (frame.path("t").asText().equals(type)) {
                return frame;
            }
        }
    }

    /** READY and all guilds; the answer is READY. */
    JsonNode ready() {
        JsonNode ready = event("READY");
        for (int i = 0; i < ready.path("d").path("guilds").size(); i++) {
            event("GUILD_CREATE");
        }
        return ready;
    }

    /** What is here already. */
    List<JsonNode> drain() {
        List<JsonNode> all = new ArrayList<>();
        frames.drainTo(all);
        return all;
    }

    int closeCode() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Nullable
    Integer closeCodeNow() {
        return closed.getNow(null);
    }

    /** Ends the session. */
    void leave(int code) {
        socket.sendClose(code, "").join();
    }

    /** Ends the socket only: the session stays. */
    @Override
    public void close() {
        socket.abort();
    }
}
