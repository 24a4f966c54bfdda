package dev.weir.model;

import java.time.Duration;

/**
 * The times that workers and coordinators must agree on. Both sides have them compiled in; neither compares clocks.
 */
public final class LeaseTerms {
    /** How often a worker renews. */
    public static final Duration RENEW_EVERY = Duration.ofSeconds(2);

    /** How long a worker may act after it sent a renewal that was granted; it stops {@link #MARGIN} earlier. */
    public static final Duration TTL = Duration.ofSeconds(10);

    /** What a worker takes off its deadline for the difference of two clocks' speeds and its own last steps. */
    public static final Duration MARGIN = Duration.ofSeconds(2);

    /** How long after its last renewal a dead worker is expired, and what it held can be given to others, at the latest. */
    public static final Duration EXPIRE_AFTER = TTL.plusSeconds(2);

    /**
     * How long a renewal counter must stand still, on the leader's clock, before the leader may expire its worker. The leader sees a
     * renewal up to 250 ms late, and needs a round for what comes after the expiry: so much less than {@link #EXPIRE_AFTER}, and
     * still 3.5 s more than the worker acts.
     */
    public static final Duration WATCH = EXPIRE_AFTER.minusMillis(500);

    /**
     * After the maps were lost: how long workers that have not come back may go on acting, at most. A worker stops on its own
     * clock {@link #MARGIN} before its {@link #TTL}; the rest is for the difference of two clocks' speeds.
     */
    public static final Duration FORGOTTEN_AFTER = TTL.minus(MARGIN).plusMillis(500);

    /** How long after it asked for its slot, from before it was asked for, a worker may still send the IDENTIFY. */
    public static final Duration IDENTIFY_WITHIN = Duration.ofSeconds(2);

    /**
     * How long a worker keeps the connection of a shard that it may not act for. Until then it may be given back at no cost; after
     * it, somebody else has it, or will.
     */
    public static final Duration KEEP_FENCED = Duration.ofMinutes(2);

    /** The shortest distance between two renewals that were caused by a hint or a need. */
    public static final Duration RENEW_AT_MOST_EVERY = Duration.ofMillis(100);

    private LeaseTerms() {}
}
