package dev.weir.worker.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** By when an answer must have come, for which there is one at most at a time. Thread-safe by its monitor. */
final class Deadline {
    private @Nullable String missed;
    private long atNanos;

    /**
     * An answer is owed.
     *
     * @param what names it, as {@code RESUMED}
     */
    synchronized void set(String what, long at, Duration within) {
        missed = "no " + what + " within " + within.toSeconds() + " s";
        atNanos = at;
    }

    synchronized void clear() {
        missed = null;
    }

    /** What did not come in time, as a sentence; null when nothing is owed, or there is time left. */
    synchronized @Nullable String missed(long nowNanos) {
        return nowNanos - atNanos > 0 ? missed : null;
    }
}
