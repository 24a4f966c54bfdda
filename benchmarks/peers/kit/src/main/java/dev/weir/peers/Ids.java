package dev.weir.peers;

/** The ids of the corpus' world; the same arithmetic is in {@code discordjs/corpus.js}. */
public final class Ids {
    /** Guilds of the world. */
    public static final int GUILDS = 200;

    /** Channels of a guild that have traffic. */
    public static final int CHANNELS = 10;

    /** People of the world. */
    public static final int USERS = 1_000;

    /** The bot itself. */
    public static final long BOT = 1_000_000_000_000_000_001L;

    private static final long GUILD = 1_100_000_000_000_000_000L;
    private static final long CHANNEL = 1_200_000_000_000_000_000L;
    private static final long USER = 1_300_000_000_000_000_000L;
    private static final long MESSAGE = 1_400_000_000_000_000_000L;
    private static final long STEP = 1L << 22;

    private Ids() {}

    public static long guild(int guild) {
        return GUILD + guild * STEP;
    }

    /** A channel with traffic, or with {@code channel == CHANNELS} the guild's quiet one. */
    public static long channel(int guild, int channel) {
        return CHANNEL + (guild * (CHANNELS + 1L) + channel) * STEP;
    }

    /** Where idle collector {@code i} waits: a quiet channel. */
    public static long quietChannel(int i) {
        return channel(i % GUILDS, CHANNELS);
    }

    /** Where the matching collectors wait. */
    public static long focusChannel() {
        return channel(0, 0);
    }

    /** Whom every collector waits for; the author of the focused traffic. */
    public static long focusUser() {
        return user(0);
    }

    public static long user(int user) {
        return USER + user * STEP;
    }

    /** The {@code n}th message or interaction that there ever was. */
    public static long message(long n) {
        return MESSAGE + (n << 10);
    }
}
