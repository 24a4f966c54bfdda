package dev.weir.worker.shard;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What a bot can ask Discord to be told of. */
public enum Intent {
    GUILDS(0),
    GUILD_MEMBERS(1),
    GUILD_MODERATION(2),
    GUILD_EXPRESSIONS(3),
    GUILD_INTEGRATIONS(4),
    GUILD_WEBHOOKS(5),
    GUILD_INVITES(6),
    GUILD_VOICE_STATES(7),
    GUILD_PRESENCES(8),
    GUILD_MESSAGES(9),
    GUILD_MESSAGE_REACTIONS(10),
    GUILD_MESSAGE_TYPING(11),
    DIRECT_MESSAGES(12),
    DIRECT_MESSAGE_REACTIONS(13),
    DIRECT_MESSAGE_TYPING(14),
    MESSAGE_CONTENT(15),
    GUILD_SCHEDULED_EVENTS(16),
    AUTO_MODERATION_CONFIGURATION(20),
    AUTO_MODERATION_EXECUTION(21),
    GUILD_MESSAGE_POLLS(24),
    DIRECT_MESSAGE_POLLS(25);

    /** What collectors of messages, reactions and interactions need. */
    public static final List<Intent> USUAL = List.of(
            GUILDS,
            GUILD_MESSAGES,
            GUILD_MESSAGE_REACTIONS,
            DIRECT_MESSAGES,
            DIRECT_MESSAGE_REACTIONS,
            MESSAGE_CONTENT);

    private final int bit;

    Intent(int bit) {
        this.bit = bit;
    }

    /**
     * Reads names separated by commas.
     *
     * @throws IllegalArgumentException names the unknown one, and what was expected
     */
    public static List<Intent> parse(String names) {
        return Arrays.stream(names.split(",", -1))
                .map(name -> named(name.strip()))
                .toList();
    }

    /** Discord's number for a set of intents. */
    public static int bits(Collection<Intent> intents) {
        return intents.stream().mapToInt(intent -> 1 << intent.bit).reduce(0, (a, b) -> a | b);
    }

    private static Intent named(String name) {
        return Arrays.stream(values())
                .filter(intent -> intent.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no intent; expected some of " + Arrays.toString(values())));
    }
}
