package dev.weir.model;

import java.time.Duration;

/** The limits that hold for the whole fleet. */
public final class LimitName {
    /** Collectors that run at the same time. */
    public static final String COLLECTORS = "collectors";

    /** Requests to Discord in any second, of one bot: a rate, shared like the others. */
    public static final String DISCORD_REQUESTS = "discord.requests";

    /** Answers 401, 403 and 429 from Discord in any ten minutes; an address that gets more is banned for an hour. */
    public static final String DISCORD_INVALID = "discord.invalid";

    private static final String EVICTION = "evict.";

    private LimitName() {}

    /** The largest size that makes sense. */
    public static long most(String limit) {
        return switch (limit) {
            case DISCORD_REQUESTS -> 50;
            case DISCORD_INVALID -> 10_000;
            default -> 1_000_000_000L;
        };
    }

    /**
     * How long Discord counts what a worker has used of a limit that is no more: that part is not free before. Zero for what ends
     * with the worker.
     */
    public static Duration remembered(String limit) {
        return switch (limit) {
            case DISCORD_REQUESTS -> Duration.ofSeconds(1);
            case DISCORD_INVALID -> Duration.ofMinutes(10);
            default -> Duration.ZERO;
        };
    }

    /** Stands among the allowances, with 1, while a worker shall end what it uses above its allowance of that limit. */
    public static String evictionOf(String limit) {
        return EVICTION + limit;
    }
}
