package dev.weir.simulator.gateway;

/** What a session asked to hear of, as a bit set. */
public final class Intents {

    static final int GUILDS = 1;
    static final int GUILD_MEMBERS = 1 << 1;
    static final int GUILD_PRESENCES = 1 << 8;
    static final int GUILD_MESSAGES = 1 << 9;
    static final int GUILD_MESSAGE_REACTIONS = 1 << 10;
    static final int DIRECT_MESSAGES = 1 << 12;
    static final int DIRECT_MESSAGE_REACTIONS = 1 << 13;
    static final int MESSAGE_CONTENT = 1 << 15;

    /** GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT: must be switched on for the application. */
    public static final int PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT;

    /** Bits 0 to 16, 20, 21, 24 and 25 exist. */
    private static final int KNOWN = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25;

    private Intents() {}

    static boolean areKnown(long intents) {
        return (intents & ~(long) KNOWN) == 0;
    }

    /** Which of these intents lets a session hear of the event; zero: every session hears of it. */
    static int needed(String type, boolean inGuild) {
        return switch (type) {
            case "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK" ->
                inGuild ? GUILD_MESSAGES : DIRECT_MESSAGES;
            case "MESSAGE_REACTION_ADD",
                    "MESSAGE_REACTION_REMOVE",
                    "MESSAGE_REACTION_REMOVE_ALL",
                    "MESSAGE_REACTION_REMOVE_EMOJI" -> inGuild ? GUILD_MESSAGE_REACTIONS : DIRECT_MESSAGE_REACTIONS;
            case "GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE" -> GUILD_MEMBERS;
            case "PRESENCE_UPDATE" -> GUILD_PRESENCES;
            case "TYPING_START" -> inGuild ? 1 << 11 : 1 << 14;
            case "MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE" -> inGuild ? 1 << 24 : 1 << 25;
            case "GUILD_CREATE",
                    "GUILD_UPDATE",
                    "GUILD_DELETE",
                    "GUILD_ROLE_CREATE",
                    "GUILD_ROLE_UPDATE",
                    "GUILD_ROLE_DELETE",
                    "CHANNEL_CREATE",
                    "CHANNEL_UPDATE",
                    "CHANNEL_DELETE",
                    "THREAD_CREATE",
                    "THREAD_UPDATE",
                    "THREAD_DELETE",
                    "THREAD_LIST_SYNC" -> inGuild ? GUILDS : 0;
            default -> 0;
        };
    }
}
