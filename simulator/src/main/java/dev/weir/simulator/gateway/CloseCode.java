package dev.weir.simulator.gateway;

/** Why the simulated Discord ends a connection, in Discord's codes. */
enum CloseCode {
    UNKNOWN_OPCODE(4001, "Unknown opcode.", true),
    DECODE_ERROR(4002, "Error while decoding payload.", true),
    NOT_AUTHENTICATED(4003, "Not authenticated.", true),
    AUTHENTICATION_FAILED(4004, "Authentication failed.", false),
    ALREADY_AUTHENTICATED(4005, "Already authenticated.", true),
    INVALID_SEQ(4007, "Invalid seq.", false),
    RATE_LIMITED(4008, "You are sending too fast.", true),
    /**
     * Discord's table says "start a new one", its staff says to try a RESUME after any disconnect, and libraries do: the session
     * itself lives on for its window.
     */
    SESSION_TIMED_OUT(4009, "Session timed out.", true),
    INVALID_SHARD(4010, "Invalid shard.", false),
    SHARDING_REQUIRED(4011, "Sharding required.", false),
    INVALID_VERSION(4012, "Invalid API version.", false),
    INVALID_INTENTS(4013, "Invalid intent(s).", false),
    DISALLOWED_INTENTS(4014, "Disallowed intent(s).", false);

    private final int code;
    private final String reason;
    private final boolean resumable;

    CloseCode(int code, String reason, boolean resumable) {
        this.code = code;
        this.reason = reason;
        this.resumable = resumable;
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }

    /** Whether the session outlives the connection. */
    boolean isResumable() {
        return resumable;
    }
}
