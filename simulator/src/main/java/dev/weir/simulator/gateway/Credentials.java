package dev.weir.simulator.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The one token of a bot, accepted until it is reset.
 *
 * <p>Not thread-safe: owned by the lane. Has no accessor and no telling {@code toString}.
 */
public final class Credentials {

    private final byte[] token;
    private boolean reset;

    public Credentials(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** With or without the prefix {@code Bot}. */
    public boolean accepts(String given) {
        String bare = given.startsWith("Bot ") ? given.substring(4) : given;
        return MessageDigest.isEqual(token, bare.getBytes(StandardCharsets.UTF_8)) && !reset;
    }

    /** What Discord does to a bot that identifies more often than its daily budget allows. */
    public void reset() {
        reset = true;
    }

    public boolean isReset() {
        return reset;
    }
}
