package dev.weir.worker.shard;

import dev.weir.model.ShardPhase;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The life of one shard as its connection shows it: the phase, and what there is to count.
 *
 * <p>Written by the connection's calls, which come one at a time; read by the thread that reports,
 * which overtakes them.
 */
public final class ShardLife {
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by it from here on.
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
    public void event(GatewayEvent event) {
        lock.lock();
        try {
            events++;
            lastEventNanos = event.receivedNanos();
            rate.count(event.receivedNanos());
            if (event.type() == EventType.GUILD_CREATE) {
                guilds.add(event.guild());
            } else if (event.type() == EventType.GUILD_DELETE) {
                guilds.remove(event.guild());
            }
        } finally {
            lock.unlock();
        }
    }

    /** An IDENTIFY was sent. */
    public void identified() {
        lock.lock();
        try {
            identifies++;
            phase = ShardPhase.CONNECTING;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A new session is needed, or began.
     *
     * @return whether there was one that is lost by this; true once for each
     */
    public boolean sessionOver() {
        lock.lock();
        try {
            boolean lost = session;
            session = false;
            return lost;
        } finally {
            lock.unlock();
        }
    }

    /** A new session began. */
    public void ready() {
        lock.lock();
        try {
            session = true;
            if (sessions++ > 0) {
                reconnects++;
            }
            guilds.clear();
            phase = ShardPhase.ACTIVE;
            detail = null;
        } finally {
            lock.unlock();
        }
    }

    /** The former session goes on. */
    public void resumed() {
        lock.lock();
        try {
            resumes++;
            phase = ShardPhase.ACTIVE;
            detail = null;
        } finally {
            lock.unlock();
        }
    }

    /** The connection is gone. */
    public void disconnected(CloseCode code) {
        lock.lock();
        try {
            closeCode = code.code();
            if (code.fatal()) {
                phase = ShardPhase.QUARANTINED;
                detail = code.explanation();
            } else if (phase != ShardPhase.STOPPING) {
                phase = session ? ShardPhase.RESUMING : ShardPhase.CONNECTING;
                detail = "connection lost, close code " + code.code()
                        + (code.reason().isEmpty() ? "" : " (" + code.reason() + ")");
            }
        } finally {
            lock.unlock();
        }
    }

    /** The gateway cannot be reached: why, for a person. */
    public synchronized void unreachable(String why) {
        detail = why;
    }

    /** A heartbeat came back. */
    public void heartbeat(Duration roundTrip) {
        lock.lock();
        try {
            latencyMillis = roundTrip.toMillis();
        } finally {
            lock.unlock();
        }
    }

    /** This worker gives the shard up. */
    public void stopping() {
        Overtaking.lock(lock);
        try {
            phase = ShardPhase.STOPPING;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Everything at once.
     *
     * @param waitingToIdentify whether its connection waits for its turn
     * @param acting whether this worker may act for it now
     */
    public Facts facts(long nowNanos, boolean waitingToIdentify, boolean acting) {
        Overtaking.lock(lock);
        try {
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
        } finally {
            lock.unlock();
        }
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
