package dev.weir.worker.collector;

import dev.weir.worker.event.GatewayEvent;

/** A message that was created. */
public record Message(GatewayEvent event) implements Item {

    @Override
    public Kind kind() {
        return Kind.MESSAGE;
    }

    @Override
    public long key() {
        return event.message();
    }

    /** Message id. */
    public long id() {
        return event.message();
    }

    /** What it says; empty when it has no text or the bot lacks the message-content intent. */
    public String content() {
        return event().payload().text("content");
    }

    /** Name of its author, as Discord's {@code username}. */
    public String authorName() {
        return data().path("author").path("username").asText("");
    }

    /** Whether a bot or a webhook wrote it. */
    public boolean byBot() {
        return event.bot();
    }
}
