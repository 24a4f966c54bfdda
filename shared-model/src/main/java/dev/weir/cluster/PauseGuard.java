package dev.weir.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Knows whether this process was stopped and may have missed that others went on without it.
 *
 * <p>A thread of its own beats every 20 ms. A beat that is more than 500 ms old means that the process did not run: every
 * write is refused until it has made a round trip to a majority of the coordinators that began after the gap. Without it a
 * member that wakes serves writes from its queue, acknowledges them, and loses them at the merge (seen: up to 55 of them).
 */
public final class PauseGuard implements AutoCloseable {
    static final Duration BEAT = Duration.ofMillis(20);
    static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration ROUND_TRIP_EVERY = Duration.ofMillis(50);
    private static final String KEY = "weir.pauseGuard";

    private final LongSupplier nanoClock;
    private volatile long lastBeatNanos;

    /** How many gaps were seen, and up to which of them a majority was heard again: equal when writes are allowed. */
    private volatile long gaps;

    private volatile long cleared;
    private final LongAdder refused = new LongAdder();
    private volatile boolean closed;

    PauseGuard(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.lastBeatNanos = nanoClock.getAsLong();
    }

    static PauseGuard of(HazelcastInstance member) {
        if (member.getUserContext().get(KEY) instanceof PauseGuard guard) {
            return guard;
        }
        throw new IllegalStateException("member " + member.getName() + " has no pause guard");
    }

    String key() {
        return KEY;
    }

    /** Whether a write may be accepted now, counting it when not; called on partition threads. */
    boolean mayWrite() {
        // The beat is read first: one from after a gap is written only after the gap was counted.
        long sinceBeat = nanoClock.getAsLong() - lastBeatNanos;
        boolean may = sinceBeat <= LIMIT.toNanos() && gaps == cleared;
        if (!may) {
            refused.increment();
        }
        return may;
    }

    /** As {@link #mayWrite}; where not, Hazelcast has the caller try again until its time is over. */
    void requireMayWrite() {
        if (!mayWrite()) {
            throw new RetryableHazelcastException(
                    "this coordinator was paused and has not heard from a majority since");
        }
    }

    /** How often this process was found to have been stopped. */
    public long gaps() {
        return gaps;
    }

    /** How many writes were refused because of it, repeated tries counted each. */
    public long refused() {
        return refused.sum();
    }

    /** Called by the beating thread only. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    void beat() {
        long now = nanoClock.getAsLong();
        if (now - lastBeatNanos > LIMIT.toNanos()) {
            gaps++;
        }
        lastBeatNanos = now;
    }

    /** Called by the listening thread only: after a gap, asks for a majority. */
    void listen(BooleanSupplier majorityAnswers) {
        long before = gaps;
        if (before != cleared && majorityAnswers.getAsBoolean()) {
            cleared = before;
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // Lowers false alarms under load; nothing is wrong without it.
    void start(String name, BooleanSupplier majorityAnswers) {
        Thread beating = Thread.ofPlatform()
                .daemon()
                .name(name + "-beat")
                .priority(Thread.MAX_PRIORITY)
                .unstarted(() -> every(BEAT, this::beat));
        Thread listening = Thread.ofPlatform()
                .daemon()
                .name(name + "-beat-majority")
                .unstarted(() -> every(ROUND_TRIP_EVERY, () -> listen(majorityAnswers)));
        beating.start();
        listening.start();
    }

    private void every(Duration period, Runnable step) {
        while (!closed) {
            LockSupport.parkNanos(period.toNanos());
            step.run();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
