package dev.weir.model;

import org.jspecify.annotations.Nullable;

/**
 * What a worker found when it last tried its own bot, before any shard depends on it; part of every report.
 *
 * @param application id of the application that its token belongs to; 0 while that is not known
 * @param intents Discord's bits of what it asks for
 * @param trouble what went wrong, or null: then all of it worked, or nothing was tried yet
 * @param detail the same as a sentence for a person, or null
 */
public record BotProof(
        long application,
        int intents,
        @Nullable Trouble trouble,
        @Nullable String detail) {
    /** Nothing was tried yet. */
    public static final BotProof UNTRIED = new BotProof(0, 0, null, null);

    public BotProof {
        if ((trouble == null) != (detail == null)) {
            throw new IllegalArgumentException(
                    "trouble and detail come together, were " + trouble + " and '" + detail + "'");
        }
    }

    /** All of it worked: the token is an application's, and the gateway said HELLO. */
    public static BotProof good(long application, int intents) {
        return new BotProof(application, intents, null, null);
    }

    /** Whether all of it worked. */
    public boolean isGood() {
        return application != 0 && trouble == null;
    }
}
