package dev.weir.worker.shard;

import dev.weir.model.ShardPhase;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The life of one shard as its connection shows it: the phase, and what there is to count.
 *
 * <p>Written by the connection's calls, which come one at a time; read by the thread that reports.
 */
public final class ShardLife {
    private final LongHashSet guilds = new LongHashSet();
    private final EventRate rate = new EventRate();

    private ShardPhase phase = ShardPhase.CONNECTING;
    /** Whether there is a session that may go on. */
    private boolean session;

    private int sessions;
    private long latencyMillis = -1;
    private long lastEventNanos;
    private long events;
    private long reconnects;
    private long resumes;
    private long identifies;
    private int closeCode;
    private @Nullable String detail;

    /** What the shard looks like at one instant. */
    public record Facts(
            ShardPhase phase,
            int guilds,
            long latencyMillis,
            long lastEventAgeMillis,
            double eventsPerSecond,
            long events,
            long reconnects,
            long resumes,
            long identifies,
            int closeCode,
            @Nullable String detail) {}

    /** An event arrived. */
    public synchronized void event(GatewayEvent event) {
        events++;
        lastEventNanos = event.receivedNanos();
        rate.count(event.receivedNanos());
        if (event.type() == EventType.GUILD_CREATE) {
            guilds.add(event.guild());
        } else if (event.type() == EventType.GUILD_DELETE) {
            guilds.remove(event.guild());
        }
    }

    /** An IDENTIFY was sent. */
    public synchronized void identified() {
        identifies++;
        phase = ShardPhase.CONNECTING;
    }

    /**
     * A new session is needed, or began.
     *
     * @return whether there was one that is lost by this; true once for each
     */
    public synchronized boolean sessionOver() {
        boolean lost = session;
        session = false;
        return lost;
    }

    /** A new session began. */
    public synchronized void ready() {
        session = true;
        if (sessions++ > 0) {
            reconnects++;
        }
        guilds.clear();
        phase = ShardPhase.ACTIVE;
        detail = null;
    }

    /** The former session goes on. */
    public synchronized void resumed() {
        resumes++;
        phase = ShardPhase.ACTIVE;
        detail = null;
    }

    /** The connection is gone. */
    public synchronized void disconnected(CloseCode code) {
        closeCode = code.code();
        if (code.fatal()) {
            phase = ShardPhase.QUARANTINED;
            detail = code.explanation();
        } else if (phase != ShardPhase.STOPPING) {
            phase = session ? ShardPhase.RESUMING : ShardPhase.CONNECTING;
            detail = "connection lost, close code " + code.code()
                    + (code.reason().isEmpty() ? "" : " (" + code.reason() + ")");
        }
    }

    /** The gateway cannot be reached: why, for a person. */
    public synchronized void unreachable(String why) {
        detail = why;
    }

    /** A heartbeat came back. */
    public synchronized void heartbeat(Duration roundTrip) {
        latencyMillis = roundTrip.toMillis();
    }

    /** This worker gives the shard up. */
    public synchronized void stopping() {
        phase = ShardPhase.STOPPING;
    }

    /**
     * Everything at once.
     *
     * @param waitingToIdentify whether its connection waits for its turn
     * @param acting whether this worker may act for it now
     */
    public synchronized Facts facts(long nowNanos, boolean waitingToIdentify, boolean acting) {
        return new Facts(
                shownPhase(waitingToIdentify, acting),
                guilds.size(),
                latencyMillis,
                events == 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(Math.max(0, nowNanos - lastEventNanos)),
                rate.perSecond(nowNanos),
                events,
                reconnects,
                resumes,
                identifies,
                closeCode,
                detail);
    }

    private ShardPhase shownPhase(boolean waitingToIdentify, boolean acting) {
        return switch (phase) {
            case QUARANTINED, STOPPING -> phase;
            case CONNECTING, WAITING_TO_IDENTIFY, RESUMING ->
                waitingToIdentify ? ShardPhase.WAITING_TO_IDENTIFY : phase;
            case ACTIVE, FENCED -> acting ? ShardPhase.ACTIVE : ShardPhase.FENCED;
        };
    }
}
