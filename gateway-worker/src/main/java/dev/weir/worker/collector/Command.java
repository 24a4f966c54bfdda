package dev.weir.worker.collector;

import dev.weir.worker.event.GatewayEvent;

/** A slash or context-menu command that a user gave. */
public record Command(GatewayEvent event) implements Item {

    @Override
    public Kind kind() {
        return Kind.COMMAND;
    }

    @Override
    public long key() {
        return data().path("id").asLong();
    }

    /** The command's name. */
    public String name() {
        return data().path("data").path("name").asText("");
    }

    /** The interaction's token, good for 15 minutes; a secret: never log it. */
    public String token() {
        return data().path("token").asText("");
    }

    @Override
    public String toString() {
        return "Command[id=" + key() + ", user=" + user() + ", name=" + name() + "]";
    }
}
