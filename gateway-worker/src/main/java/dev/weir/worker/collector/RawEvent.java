package dev.weir.worker.collector;

import dev.weir.worker.event.GatewayEvent;

/** Any gateway event. */
public record RawEvent(GatewayEvent event) implements Item {

    @Override
    public Kind kind() {
        return Kind.RAW;
    }

    @Override
    public long key() {
        return event.sequence();
    }

    /** Discord's name of the event, as {@code GUILD_MEMBER_ADD}. */
    public String name() {
        return event.name();
    }

    @Override
    public String toString() {
        return "RawEvent[name=" + name() + ", sequence=" + event.sequence() + "]";
    }
}
