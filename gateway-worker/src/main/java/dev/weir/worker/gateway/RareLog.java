package dev.weir.worker.gateway;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A log line for something that each of many frames may cause: it is written the first time, and then once a minute at most, with the
 * number of times since.
 *
 * <p>Not thread-safe.
 */
final class RareLog {
    private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private boolean written;
    private long writtenNanos;
    private long since;

    /**
     * It happened once more.
     *
     * @param line writes the line; is given the number of times that were not written before this one
     */
    void add(long nowNanos, Consumer<Long> line) {
        if (written && nowNanos - writtenNanos < EVERY_NANOS) {
            since++;
            return;
        }
        line.accept(since);
        written = true;
        writtenNanos = nowNanos;
        since = 0;
    }
}
