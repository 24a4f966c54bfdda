package dev.weir.worker.bot;

import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import java.util.function.Consumer;

/** The events of one shard, for code that wants every one of a type for as long as the shard is here. */
public interface Events {

    /**
     * Calls a handler for each event of a type, in order, one at a time per handler, on a virtual thread. Events wait in a
     * queue of 1,024; when it is full the oldest is dropped and counted.
     *
     * @return closes the subscription; nothing is delivered after it returned
     */
    AutoCloseable on(EventType type, Consumer<GatewayEvent> handler);

    /** The same for any gateway event by Discord's name, as {@code GUILD_MEMBER_ADD}. */
    AutoCloseable on(String name, Consumer<GatewayEvent> handler);
}
