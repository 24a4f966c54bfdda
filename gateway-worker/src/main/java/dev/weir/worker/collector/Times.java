package dev.weir.worker.collector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long.
 *
 * @param time from ACTIVE to the deadline; null for none
 * @param idle from ACTIVE, then from the last accepted item; null for none
 * @param idleOnReceived whether any item in scope restarts the idle time, accepted or not
 * @param maxLifetime hard cap on its age, always there
 */
public record Times(@Nullable Duration time, @Nullable Duration idle, boolean idleOnReceived, Duration maxLifetime) {
    static final Duration SHORTEST = Duration.ofMillis(1);
    static final Duration LONGEST = Duration.ofDays(30);

    public static final Times DEFAULT = new Times(Duration.ofMinutes(15), null, false, LONGEST);

    public Times {
        if (time != null) {
            inRange("time", time);
        }
        if (idle != null) {
            inRange("idle", idle);
        }
        inRange("maxLifetime", maxLifetime);
    }

    /** The same with another {@code time}. */
    public Times withTime(@Nullable Duration value) {
        return new Times(value, idle, idleOnReceived, maxLifetime);
    }

    /** The same with another {@code idle}. */
    public Times withIdle(@Nullable Duration value) {
        return new Times(time, value, idleOnReceived, maxLifetime);
    }

    /** The same with another {@code idleOnReceived}. */
    public Times withIdleOnReceived(boolean value) {
        return new Times(time, idle, value, maxLifetime);
    }

    /** The same with another {@code maxLifetime}. */
    public Times withMaxLifetime(Duration value) {
        return new Times(time, idle, idleOnReceived, value);
    }

    /** Refuses a length out of the range of times, naming the option, the value and the range. */
    public static void inRange(String option, Duration value) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + " must be 1 ms to 30 days, was " + value + "; leave it out for none");
        }
    }
}
