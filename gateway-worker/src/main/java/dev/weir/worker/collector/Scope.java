package dev.weir.worker.collector;

import dev.weir.worker.event.GatewayEvent;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Where a collector listens: all that is given must hold. 0 and null mean "any".
 *
 * @param message message id
 * @param channel channel or thread id
 * @param guild guild id
 * @param user author, reactor or clicker
 * @param direct direct messages only
 * @param mark what items must say of themselves: most scopes ask for nothing and share {@link Mark#NONE}
 */
public record Scope(long message, long channel, long guild, long user, boolean direct, Mark mark) {
    public static final Scope ANYWHERE = new Scope(0, 0, 0, 0, false, Mark.NONE);

    /**
     * What an interaction, or an event of the gateway, says of itself.
     *
     * @param origin id of the interaction whose answer carries the component
     * @param customId custom id of a component or modal
     * @param prefix whether {@code customId} is only how it begins
     * @param name of a command, or of a raw gateway event
     */
    public record Mark(
            long origin,
            @Nullable String customId,
            boolean prefix,
            @Nullable String name) {
        public static final Mark NONE = new Mark(0, null, false, null);

        private boolean isOn(Item item) {
            return (origin == 0 || originOf(item) == origin)
                    && (customId == null || named(customIdOf(item), customId))
                    && (name == null || name.equals(nameOf(item)));
        }

        private boolean named(@Nullable String actual, String expected) {
            return actual != null && (prefix ? actual.startsWith(expected) : actual.equals(expected));
        }
    }

    public Scope {
        if (direct && guild != 0) {
            throw new IllegalArgumentException(
                    "scope has guild " + guild + " and direct messages: expected one of them");
        }
    }

    public long origin() {
        return mark.origin;
    }

    public @Nullable String customId() {
        return mark.customId;
    }

    public @Nullable String name() {
        return mark.name;
    }

    public Scope withMessage(long id) {
        return new Scope(id, channel, guild, user, direct, mark);
    }

    public Scope withOrigin(long id) {
        return withMark(new Mark(id, mark.customId, mark.prefix, mark.name));
    }

    public Scope withChannel(long id) {
        return new Scope(message, id, guild, user, direct, mark);
    }

    public Scope withGuild(long id) {
        return new Scope(message, channel, id, user, direct, mark);
    }

    public Scope withUser(long id) {
        return new Scope(message, channel, guild, id, direct, mark);
    }

    public Scope withDirect() {
        return new Scope(message, channel, guild, user, true, mark);
    }

    public Scope withCustomId(String id, boolean asPrefix) {
        return withMark(new Mark(mark.origin, id, asPrefix, mark.name));
    }

    public Scope withName(String newName) {
        return withMark(new Mark(mark.origin, mark.customId, mark.prefix, newName));
    }

    private Scope withMark(Mark newMark) {
        return new Scope(message, channel, guild, user, direct, newMark);
    }

    /** Whether an item lies within. */
    boolean contains(Item item) {
        GatewayEvent event = item.event();
        return (message == 0 || event.message() == message)
                && (channel == 0 || event.channel() == channel)
                && (guild == 0 || event.guild() == guild)
                && (user == 0 || event.user() == user)
                && (!direct || event.guild() == 0)
                && mark.isOn(item);
    }

    /** Id of the interaction whose answer carries the clicked component, 0 for none. */
    public static long originOf(Item item) {
        return item.data()
                .path("message")
                .path("interaction_metadata")
                .path("id")
                .asLong();
    }

    private static @Nullable String customIdOf(Item item) {
        return switch (item) {
            case Click click -> click.customId();
            case ModalSubmit modal -> modal.customId();
            case Message _, Reaction _, Command _, RawEvent _ -> null;
        };
    }

    private static @Nullable String nameOf(Item item) {
        return switch (item) {
            case Command command -> command.name();
            case RawEvent raw -> raw.name();
            case Message _, Reaction _, Click _, ModalSubmit _ -> null;
        };
    }

    /** Whether it names any place or person; otherwise it is global. */
    public boolean bounded() {
        return message != 0 || origin() != 0 || channel != 0 || guild != 0 || user != 0 || direct || customId() != null;
    }

    /** As it stands in records: {@code channel:123}, several joined by spaces, {@code global} for none. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(" ");
        add(text, "message", message);
        add(text, "origin", mark.origin);
        add(text, "channel", channel);
        add(text, "guild", guild);
        add(text, "user", user);
        if (direct) {
            text.add("direct");
        }
        if (mark.customId != null) {
            text.add("customId:" + mark.customId + (mark.prefix ? "*" : ""));
        }
        if (mark.name != null) {
            text.add("name:" + mark.name);
        }
        return text.length() == 0 ? "global" : text.toString();
    }

    private static void add(StringJoiner text, String what, long id) {
        if (id != 0) {
            text.add(what + ":" + Long.toUnsignedString(id));
        }
    }
}
