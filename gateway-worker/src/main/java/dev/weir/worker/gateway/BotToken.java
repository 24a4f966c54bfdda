package dev.weir.worker.gateway;

/** The bot's token. Never shows itself: {@link #toString} hides it, and only this package can read it. */
public final class BotToken {
    private final String value;

    /** Keeps a token, with or without the prefix {@code Bot}. */
    public BotToken(String value) {
        String bare = value.strip();
        this.value = bare.startsWith("Bot ") ? bare.substring(4).strip() : bare;
        if (this.value.isEmpty()) {
            throw new IllegalArgumentException("the Discord token is empty");
        }
        if (!this.value.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "the Discord token has a blank, a line break or a character beyond ASCII");
        }
    }

    String value() {
        return value;
    }

    @Override
    public String toString() {
        return "BotToken[hidden]";
    }
}
