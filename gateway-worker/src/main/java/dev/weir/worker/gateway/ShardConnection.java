package dev.weir.worker.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.model.ShardId;
import dev.weir.model.ShardStatus;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.Payload;
import dev.weir.worker.shard.ActingGate;
import dev.weir.worker.shard.CloseCode;
import dev.weir.worker.shard.GatewayConnection;
import dev.weir.worker.shard.GatewayListener;
import dev.weir.worker.shard.IdentifyGate;
import dev.weir.worker.shard.NotActing;
import dev.weir.worker.shard.Rest;
import dev.weir.worker.shard.RestRefused;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.javacord.api.DiscordApi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard's connection, kept over as many sockets as it takes: connects, identifies through the gate, resumes, and gives up
 * only on a code which Discord will repeat.
 *
 * <p>One virtual thread lives through that sequence; frames come on the reading thread of the socket. Both tell the listener under
 * {@link #telling}, which also guards the session, so that the order is Discord's and nothing is told after the end. A platform
 * thread sends what waits.
 */
final class ShardConnection implements GatewayConnection, Link.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(ShardConnection.class);

    private static final int RESUMABLE = 4900;
    private static final int GOODBYE = 1000;
    private static final int OUTBOX = 200;
    /** Discord's heartbeat interval in milliseconds, should HELLO not tell it. */
    private static final int USUAL_INTERVAL = 41_250;

    static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(4);
    private static final Duration OUTBOX_POLL = Duration.ofMillis(200);
    /** A session that lived so long was good: its loss is a first one. */
    private static final Duration GOOD = Duration.ofSeconds(5);

    private final ShardId shard;
    private final JavacordGateway gateway;
    private final GatewayListener listener;
    private final IdentifyGate identify;
    private final ActingGate acting;
    private final JavacordThreads threads;
    private final ShardApi api;
    private final PacketFeed feed;
    private final Rest rest;

    private final ReentrantLock telling = new ReentrantLock();
    private final FrameReader reader = new FrameReader();
    private final Sequence sequence = new Sequence();
    private final RareLog noJson = new RareLog();
    private final RareLog notHandled = new RareLog();
    private final RareLog notForJavacord = new RareLog();
    private final BlockingQueue<String> outbox = new ArrayBlockingQueue<>(OUTBOX);
    private final Backoff backoff = new Backoff(ThreadLocalRandom.current());
    private final Thread life;
    private final Thread sender;

    private volatile Set<String> asked = Set.of();
    private volatile boolean closed;
    private volatile @Nullable Link link;
    private volatile boolean up;

    private @Nullable Heart heart;
    private @Nullable Session session;
    private long upNanos;
    private Duration penance = Duration.ZERO;
    /** The number after which a message was too large to be taken; -1 when none was since then. */
    private int tooLargeAfter = -1;

    /** Why the gateway could not be reached at the last try; null when it said HELLO since. */
    private @Nullable String unreachable;
    /** RESUMEs of this session since it was last up, and when the first of them was sent. */
    private int resumesTried;

    private long resumesSinceNanos;

    ShardConnection(
            ShardId shard,
            JavacordGateway gateway,
            GatewayListener listener,
            IdentifyGate identify,
            ActingGate acting) {
        this.shard = shard;
        this.gateway = gateway;
        this.listener = listener;
        this.identify = identify;
        this.acting = acting;
        this.threads = new JavacordThreads(shard);
        var http = gateway.clientOf(shard, acting);
        this.api =
                new ShardApi(shard, gateway.token(), gateway.intents(), threads, http, acting, gateway.application());
        this.feed = PacketFeed.of(api, this::enqueue);
        this.rest = new JavacordRest(shard, gateway.token(), http, acting, threads.getExecutorService());
        this.life = Thread.ofVirtual().name("gateway-" + shard).unstarted(this::live);
        this.sender =
                Thread.ofPlatform().daemon().name("gateway-" + shard + "-send").unstarted(this::sendQueued);
    }

    void start() {
        life.start();
        sender.start();
    }

    @Override
    public DiscordApi javacord() {
        return api;
    }

    @Override
    public Rest rest() {
        return rest;
    }

    @Override
    public void forward(String packetType) {
        telling.lock();
        try {
            Set<String> more = new TreeSet<>(asked);
            more.add(packetType);
            asked = Set.copyOf(more);
        } finally {
            telling.unlock();
        }
    }

    private void live() {
        try {
            while (!closed) {
                Thread.sleep(pause());
                try {
                    if (liveOnce()) {
                        return;
                    }
                } catch (RuntimeException e) {
                    // Whatever it was must not end the shard: the next try may do.
                    LOG.error("shard {}: connecting failed", shard, e);
                    leave(RESUMABLE, "connecting failed");
                }
            }
        } catch (InterruptedException e) {
            // Closed: what is left is said below.
        } finally {
            if (closed) {
                var _ = Thread.interrupted();
                leave(GOODBYE, "");
            }
        }
    }

    /** Op 9 costs what Discord asks for and no more: the gateway answers. */
    private Duration pause() {
        Duration asked = penance;
        penance = Duration.ZERO;
        return asked.isPositive() ? asked : backoff.next();
    }

    /** Lives through one socket. Returns whether it was the last. */
    private boolean liveOnce() throws InterruptedException {
        Link next = open();
        if (next == null) {
            return false;
        }
        link = next;
        if (next.awaitHello()) {
            reached();
            begin(next);
        }
        CloseCode code = next.awaitEnd();
        next.settle(SETTLE);
        if (code.fatal()) {
            LOG.debug("shard {}: closed for good with {}", shard, code.code());
            return true;
        }
        after(code);
        return false;
    }

    private void leave(int code, String reason) {
        Link last = link;
        if (last != null) {
            last.end(new CloseCode(code, false, reason));
            last.settle(SETTLE);
        }
    }

    private @Nullable Link open() {
        try {
            Session former = session;
            // A resume address that cannot be reached is left after two tries; the session itself is kept.
            String address = former != null && former.resumeUrl() != null && backoff.failures() <= 2
                    ? former.resumeUrl()
                    : gateway.address();
            return Link.open(address, gateway.trust(), gateway.clock(), this);
        } catch (IOException | RestRefused | IllegalArgumentException e) {
            // An address that is none is as bad as one where nobody answers.
            gateway.doubtAddress();
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            notReached("the gateway cannot be reached: " + why);
            return null;
        }
    }

    /** One line for each new reason, however often it is met. */
    private void notReached(String why) {
        if (closed || why.equals(unreachable)) {
            return;
        }
        unreachable = why;
        LOG.warn("shard {}: {}; trying on", shard, why);
        telling.lock();
        try {
            guarded(() -> listener.unreachable(why));
        } finally {
            telling.unlock();
        }
    }

    /** A gateway that says HELLO is there again: what an outage added to the wait is over. */
    private void reached() {
        if (unreachable != null) {
            LOG.info("shard {}: the gateway can be reached again", shard);
            unreachable = null;
            backoff.worked();
        }
    }

    /** Resumes the session, or waits for its turn and begins one. */
    private void begin(Link current) throws InterruptedException {
        Session former = sessionToResume();
        if (former != null) {
            ObjectNode resume = JsonNodeFactory.instance.objectNode().put("op", 6);
            resume.putObject("d")
                    .put("token", gateway.token().reveal())
                    .put("session_id", former.id())
                    .put("seq", sequence.last());
            current.expect("RESUMED", gateway.patience().resumed());
            current.force(resume.toString());
            return;
        }
        boolean done = false;
        while (!done) {
            identify.await(shard);
            done = identified(current);
        }
    }

    /** The session, unless it was asked for in vain; without one, heartbeats carry no number of the former. */
    private @Nullable Session sessionToResume() {
        telling.lock();
        try {
            long now = System.nanoTime();
            if (resumesTried == 0) {
                resumesSinceNanos = now;
            }
            Patience patience = gateway.patience();
            boolean inVain = resumesTried >= patience.resumes()
                    && now - resumesSinceNanos > patience.resuming().toNanos();
            if (session != null && inVain) {
                LOG.warn(
                        "shard {}: {} RESUMEs in {} s had no RESUMED; a new session is begun",
                        shard,
                        resumesTried,
                        Duration.ofNanos(now - resumesSinceNanos).toSeconds());
                session = null;
            }
            if (session == null) {
                sequence.restart();
            }
            resumesTried = session == null ? 0 : resumesTried + 1;
            return session;
        } finally {
            telling.unlock();
        }
    }

    /** Whether nothing is left to do on this socket: IDENTIFY was sent, or the socket is gone and the turn kept for the next. */
    private boolean identified(Link current) {
        telling.lock();
        try {
            if (closed || !current.alive()) {
                return true;
            }
            if (!identify.take(shard)) {
                // Withdrawn, or this process stood still since it was its turn.
                return false;
            }
            sequence.restart();
            current.expect("READY", gateway.patience().ready());
            current.force(identify());
            listener.identified();
            return true;
        } finally {
            telling.unlock();
        }
    }

    private String identify() {
        ObjectNode identify = JsonNodeFactory.instance.objectNode().put("op", 2);
        ObjectNode data = identify.putObject("d");
        data.put("token", gateway.token().reveal())
                .put("intents", gateway.intents())
                .put("compress", false)
                .put("large_threshold", 250);
        data.putArray("shard").add(shard.index()).add(shard.count());
        data.putObject("properties")
                .put("os", System.getProperty("os.name"))
                .put("browser", "weir")
                .put("device", "weir");
        return identify.toString();
    }

    private void after(CloseCode code) {
        telling.lock();
        try {
            if (code.byServer() && (code.code() == 4003 || code.code() == 4007)) {
                session = null;
            }
            if (code.code() == Link.TOO_LARGE && !code.byServer()) {
                skipWhatIsTooLarge(code);
            }
            if (upNanos != 0 && System.nanoTime() - upNanos > GOOD.toNanos()) {
                backoff.worked();
            }
            upNanos = 0;
        } finally {
            telling.unlock();
        }
    }

    /** The session is resumed once; when it brings the same message again, a new session is begun after it. */
    private void skipWhatIsTooLarge(CloseCode code) {
        boolean again = sequence.last() == tooLargeAfter;
        LOG.warn(
                "shard {}: {}; {}",
                shard,
                code.reason(),
                again ? "it came again, so a new session is begun" : "the session is resumed");
        tooLargeAfter = again ? -1 : sequence.last();
        session = again ? null : session;
    }

    @Override
    public void ended(Link current, CloseCode code) {
        telling.lock();
        try {
            up = false;
            if (!closed) {
                LOG.debug("shard {}: connection lost: {} {}", shard, code.code(), code.reason());
                feed.lost();
                guarded(() -> listener.disconnected(code));
            }
        } finally {
            telling.unlock();
        }
    }

    @Override
    public void frame(Link current, byte[] frame, long receivedNanos) {
        telling.lock();
        try {
            if (closed || !current.alive()) {
                return;
            }
            reader.read(frame);
            handle(current, frame, receivedNanos);
        } catch (IOException e) {
            noJson.add(
                    receivedNanos,
                    others -> LOG.warn(
                            "shard {}: skipped a frame of {} bytes that is not JSON, and {} others since this was last said",
                            shard,
                            frame.length,
                            others));
        } catch (RuntimeException e) {
            notHandled.add(
                    receivedNanos,
                    others -> LOG.error(
                            "shard {}: a frame was not handled, and {} others since this was last said",
                            shard,
                            others,
                            e));
        } finally {
            telling.unlock();
        }
    }

    private void handle(Link current, byte[] frame, long receivedNanos) {
        Heart beating = heart;
        switch (reader.op()) {
            case 0 -> dispatch(current, frame, receivedNanos);
            case 1 -> {
                if (beating != null) {
                    current.force(beating.beat(receivedNanos));
                }
            }
            case 7 -> current.end(new CloseCode(RESUMABLE, false, "Discord asked to reconnect"));
            case 9 -> {
                if (!reader.flag()) {
                    session = null;
                }
                penance = Duration.ofMillis(ThreadLocalRandom.current().nextLong(1000, 5000));
                current.end(
                        reader.flag()
                                ? new CloseCode(RESUMABLE, false, "invalid session, may resume")
                                : new CloseCode(ShardStatus.INVALID_SESSION, false, "invalid session"));
            }
            case 10 -> {
                int told = reader.heartbeatInterval();
                int interval = told > 0 ? told : USUAL_INTERVAL;
                Heart begun =
                        new Heart(interval, ThreadLocalRandom.current().nextDouble(), sequence::last, receivedNanos);
                heart = begun;
                current.greeted(interval, begun);
            }
            case 11 -> {
                if (beating != null) {
                    long roundTrip = beating.acknowledged(receivedNanos);
                    api.setLatestGatewayLatencyNanos(roundTrip);
                    listener.heartbeat(Duration.ofNanos(roundTrip));
                }
            }
            default -> {
                // An opcode of tomorrow.
            }
        }
    }

    private void dispatch(Link current, byte[] frame, long receivedNanos) {
        String name = reader.name();
        boolean begins = name.equals("READY") || name.equals("RESUMED");
        if (begins) {
            sequence.mark(reader.sequence());
        } else {
            if (!up) {
                // A replay goes on.
                current.expect("RESUMED", gateway.patience().resumed());
            }
            if (!sequence.isNew(reader.sequence(), !up)) {
                return;
            }
        }
        Payload payload = reader.payload(frame);
        if (reader.type() == EventType.OTHER || !asked.isEmpty() || keepsCache(reader.type())) {
            push(name, payload);
        }
        if (name.equals("READY")) {
            String id = reader.sessionId();
            session = id == null ? null : new Session(id, reader.resumeUrl());
            alive(current);
            int guilds = reader.guilds();
            LOG.debug("shard {}: ready with {} guilds", shard, guilds);
            guarded(() -> listener.ready(guilds));
        } else if (name.equals("RESUMED")) {
            alive(current);
            LOG.debug("shard {}: resumed", shard);
            guarded(listener::resumed);
        }
        listener.event(reader.event(receivedNanos, payload));
    }

    private void alive(Link current) {
        current.answered();
        resumesTried = 0;
        up = true;
        upNanos = System.nanoTime();
    }

    private static boolean keepsCache(EventType type) {
        return switch (type) {
            case GUILD_CREATE, GUILD_DELETE, CHANNEL_DELETE, THREAD_DELETE -> true;
            case MESSAGE_CREATE,
                    MESSAGE_UPDATE,
                    MESSAGE_DELETE,
                    MESSAGE_DELETE_BULK,
                    MESSAGE_REACTION_ADD,
                    MESSAGE_REACTION_REMOVE,
                    MESSAGE_REACTION_REMOVE_ALL,
                    MESSAGE_REACTION_REMOVE_EMOJI,
                    INTERACTION_CREATE,
                    OTHER -> false;
        };
    }

    private void push(String name, Payload payload) {
        boolean cached = name.startsWith("GUILD_")
                || name.startsWith("CHANNEL_")
                || name.startsWith("THREAD_")
                || name.equals("USER_UPDATE")
                || name.equals("READY")
                || name.equals("RESUMED");
        if (!cached && (!asked.contains(name) || threads.behind())) {
            return;
        }
        try {
            feed.push(payload.frame());
        } catch (Exception e) {
            notForJavacord.add(
                    System.nanoTime(),
                    others -> LOG.warn(
                            "shard {}: Javacord cannot read a packet of type {}, and {} others since this was last said: {}",
                            shard,
                            name,
                            others,
                            e.toString()));
        }
    }

    private void guarded(Runnable tell) {
        try {
            tell.run();
        } catch (RuntimeException e) {
            LOG.error("shard {}: the listener failed", shard, e);
        }
    }

    private void enqueue(String frame) {
        if (!acting.open(System.nanoTime())) {
            throw new NotActing(shard);
        }
        if (!outbox.offer(frame)) {
            throw new IllegalStateException(OUTBOX + " frames wait to be sent by shard " + shard + " already");
        }
    }

    private void sendQueued() {
        try {
            while (!closed) {
                String frame = outbox.take();
                for (long wait = Long.MAX_VALUE; wait > 0; ) {
                    Link current = link;
                    // What waits goes out when this worker may act again, or never.
                    wait = current == null || !up || !acting.open(System.nanoTime())
                            ? OUTBOX_POLL.toNanos()
                            : current.send(frame);
                    if (wait > 0) {
                        TimeUnit.NANOSECONDS.sleep(wait);
                    }
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        boolean locked = false;
        try {
            // A listener that hangs must not keep us from closing.
            locked = telling.tryLock(SETTLE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean first = !closed;
        closed = true;
        if (locked) {
            telling.unlock();
        }
        if (!first) {
            return;
        }
        life.interrupt();
        sender.interrupt();
        try {
            if (Thread.currentThread() != life && !life.join(CLOSE)) {
                LOG.warn("shard {}: the connection did not end within {} s", shard, CLOSE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.close();
        gateway.closed(this);
    }
}
