package dev.weir.worker.gateway;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: nearly nothing the first time, then doubling from 1 s to 30 s, with jitter, so that the
 * shards of a fleet do not come back in step.
 *
 * <p>Not thread-safe: owned by the connection's thread.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 5;
    static final Duration MOST = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait before the next try, which counts as one more failure until {@link #worked} is called. */
    Duration next() {
        Duration most = failures == 0 ? FIRST : STEP.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        failures++;
        long nanos = (most.compareTo(MOST) > 0 ? MOST : most).toNanos();
        return failures == 1
                ? Duration.ofNanos(random.nextLong(nanos))
                : Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2));
    }

    /** Tries in a row that did not work. */
    int failures() {
        return failures;
    }

    /** A connection was good for a while: the next loss is a first one. */
    void worked() {
        failures = 0;
    }
}
