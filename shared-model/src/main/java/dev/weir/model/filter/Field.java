package dev.weir.model.filter;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a filter can ask about an item. An item that has no such thing answers 0, empty text, or false. */
public enum Field {
    /** Id of the author, reactor or clicker. */
    AUTHOR("author", Type.ID, 1),
    /** Channel or thread id. */
    CHANNEL("channel", Type.ID, 1),
    /** Guild id. */
    GUILD("guild", Type.ID, 1),
    /** Message id. */
    MESSAGE("message", Type.ID, 1),
    /** Whether a bot or a webhook did it. */
    BOT("bot", Type.FLAG, 1),
    /** Whether it came as a direct message. */
    DIRECT("direct", Type.FLAG, 1),
    /** Emoji of a reaction: the id of a custom one, or the characters. */
    EMOJI("emoji", Type.TEXT, 5),
    /** Custom id of a component or modal. */
    CUSTOM_ID("customId", Type.TEXT, 5),
    /** Discord's number of the component's type. */
    COMPONENT_TYPE("componentType", Type.ID, 5),
    /** Name of a command or a raw event. */
    NAME("name", Type.TEXT, 5),
    /** What a message says. */
    CONTENT("content", Type.TEXT, 10),
    /** Whether a message has a file. */
    HAS_ATTACHMENT("hasAttachment", Type.FLAG, 10),
    /** Ids of the roles of whoever did it. */
    ROLE("role", Type.IDS, 10),
    /** Ids of the users that a message mentions. */
    MENTION("mention", Type.IDS, 10);

    private final String word;
    private final Type type;
    private final int cost;

    Field(String word, Type type, int cost) {
        this.word = word;
        this.type = type;
        this.cost = cost;
    }

    /** What kind of thing a field holds. */
    public enum Type {
        ID,
        IDS,
        TEXT,
        FLAG
    }

    /** How it is written. */
    public String word() {
        return word;
    }

    public Type type() {
        return type;
    }

    int cost() {
        return cost;
    }

    static String words() {
        return Arrays.stream(values()).map(Field::word).collect(Collectors.joining(", "));
    }
}
