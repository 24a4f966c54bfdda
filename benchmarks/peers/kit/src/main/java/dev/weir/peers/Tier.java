package dev.weir.peers;

/** From where the work begins. */
public enum Tier {
    /** The event is an object of the peer already; what is timed is finding who waits for it, and telling them. */
    ROUTING,
    /** The event is the text of a gateway frame. */
    RAW;

    /** As on command lines and in results. */
    public String code() {
        return this == ROUTING ? "routing" : "raw";
    }

    public static Tier of(String code) {
        return switch (code) {
            case "routing" -> ROUTING;
            case "raw" -> RAW;
            default -> throw new IllegalArgumentException("tier must be routing or raw, was " + code);
        };
    }
}
