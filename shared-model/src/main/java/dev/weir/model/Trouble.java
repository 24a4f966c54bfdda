package dev.weir.model;

/** Why a worker is given no shards: what its own bot met, or what the leader found. */
public enum Trouble {
    /** Discord refuses the worker's token. */
    TOKEN("token"),
    /** Discord's REST or its gateway does not answer the worker. */
    UNREACHABLE("unreachable"),
    /** The worker's token belongs to another application than the one that the fleet serves. */
    OTHER_BOT("otherBot"),
    /** The worker asks Discord for other intents than the fleet. */
    INTENTS("intents"),
    /** Discord closed a shard of the worker for good with a code that says something about who asked. */
    REFUSED("refused"),
    /** The worker did not get a shard to ACTIVE in time, though other workers do. */
    NOT_ACTIVE("notActive"),
    /** The worker renews, and does not hear the answers. */
    DEAF("deaf");

    private final String code;

    Trouble(String code) {
        this.code = code;
    }

    /** Stable name in metrics, JSON and logs. Never rename one. */
    public String code() {
        return code;
    }
}
