package dev.weir.discord;

import dev.weir.process.Secret;
import java.util.regex.Pattern;

/** The bot's token, without the word {@code Bot} before it. Its text form hides it. */
public final class BotToken {
    private static final String PREFIX = "Bot ";

    /** What HTTP allows in an Authorization header after the scheme (RFC 9110, token68). */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final Secret value;

    /**
     * Keeps a token, with or without {@code Bot } before it.
     *
     * @throws IllegalArgumentException when Discord could not have issued it; its message does not hold the token
     */
    public BotToken(String text) {
        String stripped = text.strip();
        String bare = stripped.startsWith(PREFIX)
                ? stripped.substring(PREFIX.length()).strip()
                : stripped;
        if (!FORM.matcher(bare).matches()) {
            throw new IllegalArgumentException("expected " + DiscordKeys.TOKEN_FORM);
        }
        this.value = Secret.of(bare);
    }

    /** The token itself, for the calls that need it. */
    public String reveal() {
        return value.reveal();
    }

    @Override
    public String toString() {
        return "BotToken[hidden]";
    }
}
