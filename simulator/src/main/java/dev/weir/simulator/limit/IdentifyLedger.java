package dev.weir.simulator.limit;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who may IDENTIFY now: one per bucket per interval, and a budget per day.
 *
 * <p>Not thread-safe: owned by the lane. Time is an argument, in nanoseconds of a monotonic clock.
 */
public final class IdentifyLedger {

    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

    private final int maxConcurrency;
    private final long intervalNanos;
    private final int budget;
    private final Map<Integer, Long> lastByBucket = new TreeMap<>();
    private final Map<Integer, Long> smallestSpacing = new TreeMap<>();
    private long dayStarted;
    private int spent;

    public IdentifyLedger(int maxConcurrency, Duration interval, int budget, long nowNanos) {
        this.maxConcurrency = maxConcurrency;
        this.intervalNanos = interval.toNanos();
        this.budget = budget;
        this.dayStarted = nowNanos;
    }

    /** How Discord takes an IDENTIFY. */
    public enum Verdict {
        GRANTED,
        TOO_FAST,
        OVER_BUDGET
    }

    /** Every attempt is counted against the day's budget, also one that came too fast. */
    public Verdict identify(int shard, long nowNanos) {
        turnDay(nowNanos);
        if (spent == budget) {
            return Verdict.OVER_BUDGET;
        }
        spent++;
        int bucket = bucket(shard);
        Long last = lastByBucket.put(bucket, nowNanos);
        if (last == null) {
            return Verdict.GRANTED;
        }
        long spacing = nowNanos - last;
        smallestSpacing.merge(bucket, spacing, Math::min);
        if (spacing >= intervalNanos) {
            return Verdict.GRANTED;
        }
        // A refused attempt does not prolong the wait.
        lastByBucket.put(bucket, last);
        return Verdict.TOO_FAST;
    }

    public int bucket(int shard) {
        return shard % maxConcurrency;
    }

    public int remaining(long nowNanos) {
        turnDay(nowNanos);
        return budget - spent;
    }

    public int total() {
        return budget;
    }

    public int maxConcurrency() {
        return maxConcurrency;
    }

    public Duration resetAfter(long nowNanos) {
        turnDay(nowNanos);
        return Duration.ofNanos(dayStarted + DAY_NANOS - nowNanos);
    }

    /** Smallest time between two attempts, by bucket; a bucket with one attempt is absent. */
    public Map<Integer, Long> smallestSpacingNanos() {
        return Map.copyOf(smallestSpacing);
    }

    private void turnDay(long nowNanos) {
        if (nowNanos - dayStarted >= DAY_NANOS) {
            dayStarted = nowNanos;
            spent = 0;
        }
    }
}
