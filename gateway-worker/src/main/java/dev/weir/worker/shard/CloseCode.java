package dev.weir.worker.shard;

/**
 * How a gateway connection ended.
 *
 * @param code WebSocket close code, or 1006 when the socket was cut without one
 * @param byServer whether Discord closed it
 * @param reason what came with it; may be empty
 */
public record CloseCode(int code, boolean byServer, String reason) {

    /** Whether Discord will refuse every further try until a person changes something. */
    public boolean fatal() {
        return byServer && explanation() != null;
    }

    /** What a person has to change, or null when the code is not fatal. */
    public @org.jspecify.annotations.Nullable String explanation() {
        return switch (code) {
            case 4004 -> "Discord refused the token: check discord.token-file";
            case 4010 -> "Discord refused the shard: its number does not fit the shard count";
            case 4011 -> "Discord demands more shards: raise fleet.shards";
            case 4012 -> "Discord refused the gateway version";
            case 4013 -> "Discord refused the intents: discord.intents has an unknown bit";
            case 4014 -> "Discord refused the intents: a privileged intent is not enabled for this application";
            default -> null;
        };
    }
}
