package dev.weir.simulator.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * REST buckets: a limit per route and major parameter, counted in windows that start with the first call, as Discord does.
 *
 * <p>Not thread-safe: owned by the lane. Bounded: the bucket unused longest is forgotten.
 */
public final class RouteLimits {

    private static final int BOUND = 50_000;

    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > BOUND;
        }
    };

    /** So many calls per so long. */
    public record Limit(int calls, Duration per) {
        public Limit {
            if (calls < 1 || per.isNegative() || per.isZero()) {
                throw new IllegalArgumentException("a limit needs calls and time, was " + calls + " per " + per);
            }
        }
    }

    /** What a bucket says after a call: it goes into the X-RateLimit headers. */
    public record Standing(boolean allowed, int limit, int remaining, Duration resetAfter) {}

    private static final class Window {
        private long startedNanos;
        private int used;
    }

    public Standing take(String bucket, Limit limit, long nowNanos) {
        Window window = windows.computeIfAbsent(bucket, _ -> new Window());
        long length = limit.per().toNanos();
        if (window.used == 0 || nowNanos - window.startedNanos >= length) {
            window.startedNanos = nowNanos;
            window.used = 0;
        }
        Duration resetAfter = Duration.ofNanos(window.startedNanos + length - nowNanos);
        if (window.used == limit.calls()) {
            return new Standing(false, limit.calls(), 0, resetAfter);
        }
        window.used++;
        return new Standing(true, limit.calls(), limit.calls() - window.used, resetAfter);
    }
}
