package dev.weir.worker.roster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/**
 * What went on over a sliding window, from totals that only grow: so a rate falls again when what made it rise has stopped.
 * Bounded by the window and the pace of its samples.
 *
 * <p>Not thread-safe.
 */
final class Lately {
    private final long windowNanos;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    private record Sample(long at, Totals totals) {}

    /**
     * The difference between now and the beginning of the window.
     *
     * @param over how long that is ago; shorter than the window at the start
     * @param started collectors that became active
     * @param ended collectors that ended, by the code of the reason
     * @param errors filters and handlers that threw
     * @param errorsPerSecond the same a second
     */
    record Change(Duration over, long started, Map<String, Long> ended, long errors, double errorsPerSecond) {
        public Change {
            ended = Map.copyOf(ended);
        }
    }

    Lately(Duration window) {
        windowNanos = window.toNanos();
    }

    /** Remembers the totals of a moment. Moments come in order. */
    void sample(long now, Totals totals) {
        samples.addLast(new Sample(now, totals));
        forgetBefore(now);
    }

    /** One sample at or before the beginning of the window is kept: differences are to it. */
    private void forgetBefore(long now) {
        while (samples.size() > 1 && secondAt() <= now - windowNanos) {
            samples.removeFirst();
        }
    }

    private long secondAt() {
        var each = samples.iterator();
        each.next();
        return each.next().at;
    }

    Change until(long now, Totals totals) {
        forgetBefore(now);
        Sample first = samples.isEmpty() ? new Sample(now, totals) : samples.getFirst();
        Map<String, Long> ended = new TreeMap<>();
        totals.collectorsEnded().forEach((reason, count) -> {
            long since = count - first.totals.collectorsEnded().getOrDefault(reason, 0L);
            if (since != 0) {
                ended.put(reason, since);
            }
        });
        long errors = errors(totals) - errors(first.totals);
        double seconds = (now - first.at) / 1e9;
        return new Change(
                Duration.ofNanos(now - first.at),
                totals.collectorsStarted() - first.totals.collectorsStarted(),
                ended,
                errors,
                seconds == 0 ? 0 : errors / seconds);
    }

    private static long errors(Totals totals) {
        return totals.filterErrors() + totals.handlerErrors();
    }
}
