package dev.weir.worker.shard;

import dev.weir.worker.event.GatewayEvent;
import java.time.Duration;

/** Hears what happens on one shard's connection. Calls come one at a time, in order; none may block. */
public interface GatewayListener {

    /** A dispatch arrived, in the order of Discord; also those that are replayed after a resume, before {@link #resumed}. */
    void event(GatewayEvent event);

    /** An IDENTIFY was sent. */
    void identified();

    /**
     * A new session began: whatever belonged to the former session is lost.
     *
     * @param guilds how many guilds READY listed
     */
    void ready(int guilds);

    /** The former session goes on: nothing was missed. */
    void resumed();

    /** The connection is gone; the gateway tries again by itself unless the code is fatal. */
    void disconnected(CloseCode code);

    /**
     * The gateway cannot be reached; it is tried on. Told once for each new reason.
     *
     * @param why one sentence for a person
     */
    default void unreachable(String why) {}

    /** A heartbeat was acknowledged. */
    void heartbeat(Duration roundTrip);
}
