package dev.weir.simulation;

/** What may be wrong with one worker, that others must not suffer from. */
enum Ill {
    /** Discord refuses its token; its own try says so. */
    STALE_TOKEN(true),
    /** It cannot reach Discord; its own try says so. */
    UNREACHABLE(true),
    /** It has another bot's token, with which everything works. */
    OTHER_BOT(true),
    /** Its own try succeeds, and no shard of it ever connects. */
    INERT(true),
    /** One that serves loses Discord for a while; its own try says so. */
    LOSES_DISCORD(false),
    /** One that serves hears no answers for a while, though all that it sends arrives. */
    DEAF(false);

    private final boolean joins;

    Ill(boolean joins) {
        this.joins = joins;
    }

    /** Whether it is one worker more, which comes to a fleet that serves. */
    boolean joins() {
        return joins;
    }

    boolean reachesDiscord() {
        return this != UNREACHABLE && this != INERT && this != LOSES_DISCORD;
    }
}
