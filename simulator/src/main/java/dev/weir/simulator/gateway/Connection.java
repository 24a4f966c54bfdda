package dev.weir.simulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.json.MalformedJson;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.limit.SlidingWindow;
import dev.weir.simulator.wire.Frames;
import dev.weir.simulator.wire.Link;
import dev.weir.simulator.wire.LinkListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket to the gateway: hello, then identify or resume, then heartbeats and the rest of the protocol.
 *
 * <p>Not thread-safe: owned by the lane.
 */
final class Connection implements LinkListener {

    private static final int MAX_PAYLOAD_BYTES = 4096;
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private final long number;
    private Gateway gateway;
    private final Lane lane;
    private final Link link;
    private final SlidingWindow sends;
    private final List<Runnable> whenWritable = new ArrayList<>();
    private @Nullable Session session;
    private boolean identifying;
    private Lane.@Nullable Timer heartbeatDeadline;
    private boolean over;

    Connection(long number, Gateway gateway, Lane lane, Link link) {
        this.number = number;
        this.gateway = gateway;
        this.lane = lane;
        this.link = link;
        this.sends = new SlidingWindow(gateway.rules().sendsPerMinute(), MINUTE);
    }

    long number() {
        return number;
    }

    boolean isOver() {
        return over;
    }

    @Nullable
    Session session() {
        return session;
    }

    void hello() {
        link.send(GatewayFrame.hello(gateway.rules().heartbeatInterval()));
        awaitHeartbeat();
    }

    /** Half an interval of grace, as a client on a slow line needs it. */
    private void awaitHeartbeat() {
        if (heartbeatDeadline != null) {
            heartbeatDeadline.cancel();
        }
        Duration interval = gateway.rules().heartbeatInterval();
        heartbeatDeadline = lane.schedule(
                interval.plus(interval.dividedBy(2)), () -> close(CloseCode.SESSION_TIMED_OUT, "no heartbeat"));
    }

    @Override
    public void text(byte[] text) {
        if (!sends.take(lane.nanos())) {
            close(CloseCode.RATE_LIMITED, "too many sends");
            return;
        }
        if (text.length > MAX_PAYLOAD_BYTES) {
            close(CloseCode.DECODE_ERROR, "payload of " + text.length + " bytes");
            return;
        }
        try {
            JsonNode frame = Json.parse(text);
            if (!frame.isObject() || !frame.path("op").isInt()) {
                close(CloseCode.DECODE_ERROR, "no op");
                return;
            }
            handle(frame.path("op").asInt(), frame.path("d"));
        } catch (MalformedJson _) {
            close(CloseCode.DECODE_ERROR, "no JSON");
        }
    }

    @Override
    public void binary() {
        close(CloseCode.DECODE_ERROR, "binary frame with encoding=json");
    }

    private void handle(int op, JsonNode data) {
        switch (op) {
            case 1 -> heartbeat();
            case 2 -> identify(data);
            case 6 -> resume(data);
            case 3, 4, 31 -> {
                // Presence, voice, soundboard: accepted of a session, without effect here.
                if (session == null) {
                    close(CloseCode.NOT_AUTHENTICATED, "op " + op + " before identify");
                }
            }
            case 8 -> {
                Session own = session;
                if (own == null) {
                    close(CloseCode.NOT_AUTHENTICATED, "op 8 before identify");
                } else {
                    gateway.sendMembers(own, data);
                }
            }
            default -> close(CloseCode.UNKNOWN_OPCODE, "op " + op);
        }
    }

    private void heartbeat() {
        awaitHeartbeat();
        Session own = session;
        if (own == null || !gateway.acksStopped(own.shard())) {
            link.send(GatewayFrame.heartbeatAck());
        }
    }

    private void identify(JsonNode data) {
        if (session != null || identifying) {
            close(CloseCode.ALREADY_AUTHENTICATED, "second identify");
            return;
        }
        JsonNode token = data.path("token");
        if (token.isTextual() && !comesHome(token.asText())) {
            close(CloseCode.AUTHENTICATION_FAILED, "identify with a wrong token");
            return;
        }
        switch (Identify.read(data, gateway.rules())) {
            case Identify.Reading.Refused(CloseCode code) -> close(code, "identify");
            case Identify.Reading.Good(Identify identify) -> gateway.identify(this, identify);
        }
    }

    private void resume(JsonNode data) {
        if (session != null || identifying) {
            close(CloseCode.ALREADY_AUTHENTICATED, "resume within a session");
            return;
        }
        if (!data.path("token").isTextual()
                || !data.path("session_id").isTextual()
                || !data.path("seq").isIntegralNumber()) {
            close(CloseCode.DECODE_ERROR, "resume");
            return;
        }
        long seq = data.path("seq").asLong();
        if (comesHome(data.path("token").asText())) {
            gateway.resume(this, data.path("session_id").asText(), seq);
        } else {
            gateway.resumeWithWrongToken(this, seq);
        }
    }

    /** From its first token on a connection is that bot's. */
    private boolean comesHome(String token) {
        Gateway home = gateway.homeOf(this, token);
        if (home != null) {
            gateway = home;
        }
        return home != null;
    }

    /** The identify was taken; READY may come later. */
    void identifying() {
        identifying = true;
    }

    void belongsTo(Session newSession) {
        identifying = false;
        session = newSession;
    }

    /** The session is gone for this connection; a new identify or a resume may follow on it. */
    void release() {
        identifying = false;
        session = null;
    }

    void send(byte[] text) {
        link.send(text);
    }

    /** A fault: a frame that announces so many bytes and has none. */
    void announce(long bytes) {
        link.announce(bytes);
    }

    /** Ends the session when the socket has not taken what was sent before. */
    void send(Frames frames) {
        long pending = link.pendingBytes();
        if (pending > gateway.rules().pendingByteBound()) {
            gateway.slowConsumer(this, pending);
            return;
        }
        link.send(frames);
    }

    boolean isWritable() {
        return link.writable();
    }

    void whenWritable(Runnable then) {
        whenWritable.add(then);
    }

    void afterSent(Runnable then) {
        link.afterSent(then);
    }

    @Override
    public void writable() {
        runWaiting();
    }

    private void runWaiting() {
        List<Runnable> waiting = List.copyOf(whenWritable);
        whenWritable.clear();
        waiting.forEach(Runnable::run);
    }

    @Override
    public void closed(@Nullable Integer code) {
        boolean ends = code != null && (code == 1000 || code == 1001);
        finish();
        gateway.connectionClosed(this, false, code, code == null ? "socket ended" : "close frame", !ends);
        runWaiting();
    }

    void close(CloseCode code, String why) {
        close(code.code(), code.reason(), why, code.isResumable());
    }

    void close(int code, String reason, String why, boolean resumable) {
        if (over) {
            return;
        }
        finish();
        link.close(code, reason);
        gateway.connectionClosed(this, true, code, why, resumable);
        runWaiting();
    }

    /** A fault: the socket ends without a close frame. */
    void cut(boolean hard, String why, boolean resumable) {
        if (over) {
            return;
        }
        finish();
        link.cut(hard);
        gateway.connectionClosed(this, true, null, why, resumable);
        runWaiting();
    }

    /** A fault: the socket stays, nothing moves on it. The session can be resumed elsewhere. */
    void freeze() {
        if (over) {
            return;
        }
        finish();
        link.freeze();
        gateway.connectionClosed(this, true, null, "half-open", true);
        runWaiting();
    }

    /** Ends the socket of a frozen connection. */
    void thaw() {
        link.cut(true);
    }

    private void finish() {
        over = true;
        if (heartbeatDeadline != null) {
            heartbeatDeadline.cancel();
            heartbeatDeadline = null;
        }
    }
}
