package dev.weir.worker.collector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.worker.event.GatewayEvent;

/**
 * A user's reaction to a message: the pair of user and emoji.
 *
 * @param event the gateway event
 * @param emoji the custom emoji's id, or the character itself: see {@link #emojiOf}
 */
public record Reaction(GatewayEvent event, String emoji) implements Item {

    /** Reads the emoji from the event. */
    public Reaction(GatewayEvent event) {
        this(event, emojiOf(event.payload().data()));
    }

    /** The id of a custom emoji as decimal text, or the characters of a Unicode emoji. */
    static String emojiOf(JsonNode data) {
        JsonNode emoji = data.path("emoji");
        String id = emoji.path("id").asText("");
        return id.isEmpty() || id.equals("null") ? emoji.path("name").asText("") : id;
    }

    @Override
    public Kind kind() {
        return Kind.REACTION;
    }

    @Override
    public long key() {
        return event.message();
    }

    /** Id of the message that was reacted to. */
    public long message() {
        return event.message();
    }

    /** The emoji's name: of a custom one what its guild calls it, else the characters. */
    public String emojiName() {
        return data().path("emoji").path("name").asText("");
    }
}
