package dev.weir.simulator.lane;

import java.time.Duration;

/**
 * The simulator's one thread. All state (world, sessions, limits, counters) belongs to it, so nothing is locked and the
 * referee's order is the order in which things happened.
 */
public interface Lane {

    /** Runs later on the lane, after what is queued already. */
    void execute(Runnable task);

    Timer schedule(Duration delay, Runnable task);

    /** Monotonic reading in nanoseconds, for decisions. */
    long nanos();

    /** Wall clock in milliseconds, for snowflakes and for people. */
    long millis();

    /** Something scheduled that can be called off. */
    interface Timer {
        void cancel();
    }
}
