package dev.weir.worker.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weir.model.filter.Field;
import dev.weir.model.filter.Subject;
import dev.weir.worker.event.GatewayEvent;

/** One thing that a collector collects: a view of a gateway event. Immutable, safe between threads. */
public sealed interface Item extends Subject permits Message, Reaction, Click, ModalSubmit, Command, RawEvent {

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

    @Override
    default long id(Field field) {
        return switch (field) {
            case AUTHOR -> user();
            case CHANNEL -> channel();
            case GUILD -> guild();
            case MESSAGE -> event().message();
            case COMPONENT_TYPE -> this instanceof Click click ? click.componentType() : 0;
            case BOT, DIRECT, EMOJI, CUSTOM_ID, NAME, CONTENT, HAS_ATTACHMENT, ROLE, MENTION -> 0;
        };
    }

    @Override
    default String text(Field field) {
        return switch (field) {
            case EMOJI -> this instanceof Reaction reaction ? reaction.emoji() : "";
            case CUSTOM_ID -> data().path("data").path("custom_id").asText("");
            case NAME -> this instanceof Command command ? command.name() : event().name();
            case CONTENT -> event().payload().text("content");
            case AUTHOR, CHANNEL, GUILD, MESSAGE, BOT, DIRECT, COMPONENT_TYPE, HAS_ATTACHMENT, ROLE, MENTION -> "";
        };
    }

    @Override
    default boolean flag(Field field) {
        return switch (field) {
            case BOT -> event().bot();
            case DIRECT -> guild() == 0;
            case HAS_ATTACHMENT -> !data().path("attachments").isEmpty();
            case AUTHOR, CHANNEL, GUILD, MESSAGE, EMOJI, CUSTOM_ID, COMPONENT_TYPE, NAME, CONTENT, ROLE, MENTION ->
                false;
        };
    }

    @Override
    default boolean holds(Field field, long id) {
        JsonNode among = switch (field) {
            case ROLE -> data().path("member").path("roles");
            case MENTION -> data().path("mentions");
            case AUTHOR,
                    CHANNEL,
                    GUILD,
                    MESSAGE,
                    BOT,
                    DIRECT,
                    EMOJI,
                    CUSTOM_ID,
                    COMPONENT_TYPE,
                    NAME,
                    CONTENT,
                    HAS_ATTACHMENT -> MissingNode.getInstance();
        };
        for (JsonNode each : among) {
            if ((each.isObject() ? each.path("id") : each).asLong() == id) {
                return true;
            }
        }
        return false;
    }
}
