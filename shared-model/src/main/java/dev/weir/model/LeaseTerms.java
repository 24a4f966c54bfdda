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

    /** How long a renewal counter must stand still, on the leader's clock, before the leader may expire its worker. */
    public static final Duration EXPIRE_AFTER = TTL.plusSeconds(2);

    /** The shortest distance between two renewals that were caused by a hint or a need. */
    public static final Duration RENEW_AT_MOST_EVERY = Duration.ofMillis(100);

    private LeaseTerms() {}
}
