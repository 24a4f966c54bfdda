package dev.weir.worker.carrier;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One thread that carries what it has started, when it lends itself. Not thread-safe: that thread's alone. */
final class Lender {
    /** How long a reader carries for one frame. */
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** How long one that went on elsewhere is taken for a sign that the next will. */
    private static final long SIGN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final LongSupplier clock;
    private final Queue<Ride> waiting = new ArrayDeque<>();
    private boolean lends;
    private boolean elsewhere;
    private long elsewhereAt;

    Lender(LongSupplier clock) {
        this.clock = clock;
    }

    boolean lends() {
        return lends;
    }

    /** Whether what it starts will probably end here. */
    boolean carriesAll() {
        if (lends && elsewhere) {
            elsewhere = clock.getAsLong() - elsewhereAt < SIGN_NANOS;
        }
        return lends && !elsewhere;
    }

    void lend(Runnable work) {
        if (lends) {
            work.run();
            return;
        }
        lends = true;
        try {
            work.run();
        } finally {
            lends = false;
            if (!waiting.isEmpty()) {
                carry();
            }
        }
    }

    /** A virtual thread that is carried here when the work is done; null, and none made, when its code has bad manners. */
    @Nullable
    Thread keep(Manners manners, String name, Runnable work) {
        if (!manners.good(clock)) {
            leave(clock.getAsLong());
            return null;
        }
        Ride ride = new Ride(manners, name, work);
        waiting.add(ride);
        return ride.thread();
    }

    private void leave(long now) {
        elsewhere = true;
        elsewhereAt = now;
    }

    private void carry() {
        long began = clock.getAsLong();
        long now = began;
        for (Ride next = waiting.poll(); next != null; next = waiting.poll()) {
            boolean ended = false;
            if (now - began < MOST_NANOS) {
                next.here();
                long after = clock.getAsLong();
                next.manners().kept(after - now, after);
                now = after;
                ended = next.ended();
            } else {
                next.onThePool();
            }
            if (!ended) {
                leave(now);
            }
        }
    }
}
