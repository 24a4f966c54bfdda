package dev.weir.worker.collector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.worker.event.GatewayEvent;

/** One thing that a collector collects: a view of a gateway event. Immutable, safe between threads. */
public sealed interface Item permits Message, Reaction, Click, ModalSubmit, Command, RawEvent {

    /** The event it came with. */
    GatewayEvent event();

    /** What kind it is of. */
    Kind kind();

    /**
     * What tells it from every other item of its kind: the message's id, the interaction's id, the gateway sequence of a raw
     * event.
     */
    long key();

    /** Author, reactor or clicker; 0 when nobody. */
    default long user() {
        return event().user();
    }

    /** Channel or thread id, 0 when there is none. */
    default long channel() {
        return event().channel();
    }

    /** Guild id, 0 in direct messages. */
    default long guild() {
        return event().guild();
    }

    /** Discord's JSON of it, parsed when first asked for. Never change it: it is shared. */
    default JsonNode data() {
        return event().payload().data();
    }
}
