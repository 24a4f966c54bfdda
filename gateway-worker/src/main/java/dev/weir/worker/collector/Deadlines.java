package dev.weir.worker.collector;

import static dev.weir.worker.collector.Collector.NEVER;

import dev.weir.model.EndReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a collector ends by itself. Readings of one monotonic clock. Owned by its lane. */
final class Deadlines {
    private long startedAt;
    private long deadline = NEVER;
    private long timeNanos;
    private long idleAt = NEVER;
    private long idleNanos;
    private long lifetimeAt = NEVER;

    /** All run from now. */
    void begin(Times times, long now) {
        startedAt = now;
        Duration time = times.time();
        Duration idle = times.idle();
        reset(time == null ? 0 : time.toNanos(), idle == null ? 0 : idle.toNanos(), now);
        lifetimeAt = now + times.maxLifetime().toNanos();
    }

    /** It never became active. */
    void neverBegan(long now) {
        startedAt = now;
    }

    /** New lengths from now on, 0 for none; the hard cap stays. */
    void reset(long time, long idle, long now) {
        timeNanos = time;
        deadline = time == 0 ? NEVER : now + time;
        idleNanos = idle;
        idleAt = idle == 0 ? NEVER : now + idle;
    }

    /** Moves the deadline; false when there is none. */
    boolean extend(long by) {
        if (deadline == NEVER) {
            return false;
        }
        timeNanos += by;
        deadline += by;
        return true;
    }

    /** An item that came then starts the idle time anew. */
    void heard(long at) {
        if (idleNanos != 0) {
            idleAt = Math.max(idleAt, at + idleNanos);
        }
    }

    long startedAt() {
        return startedAt;
    }

    long deadline() {
        return deadline;
    }

    long idleAt() {
        return idleAt;
    }

    long lifetimeAt() {
        return lifetimeAt;
    }

    /** The sooner of deadline and idle time, or {@link Collector#NEVER}. */
    long end() {
        return Math.min(deadline, idleAt);
    }

    /** Why it ends at {@link #end}. */
    EndReason reason() {
        return idleAt < deadline
                ? new EndReason.WentIdle(Duration.ofNanos(idleNanos))
                : new EndReason.TimedOut(Duration.ofNanos(timeNanos));
    }

    Snapshot.Clocks snapshot(long now) {
        return new Snapshot.Clocks(
                Duration.ofNanos(now - startedAt),
                Duration.ofNanos(timeNanos),
                Snapshot.left(deadline, now),
                Duration.ofNanos(idleNanos),
                Snapshot.left(idleAt, now),
                Snapshot.left(lifetimeAt, now));
    }

    static Deadlines restored(Snapshot.Clocks clocks, long now) {
        Deadlines deadlines = new Deadlines();
        deadlines.startedAt = now - clocks.age().toNanos();
        deadlines.timeNanos = clocks.time().toNanos();
        deadlines.deadline = at(clocks.timeLeft(), now);
        deadlines.idleNanos = clocks.idle().toNanos();
        deadlines.idleAt = at(clocks.idleLeft(), now);
        deadlines.lifetimeAt = at(clocks.lifetimeLeft(), now);
        return deadlines;
    }

    static long at(@Nullable Duration left, long now) {
        return left == null ? NEVER : now + left.toNanos();
    }
}
