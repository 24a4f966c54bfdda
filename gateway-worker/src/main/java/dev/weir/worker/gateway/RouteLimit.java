package dev.weir.worker.gateway;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One route's limit as Discord told it last: as many calls at once as it has left, one at a time while it is unknown.
 *
 * <p>Thread-safe by its lock.
 */
final class RouteLimit {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();

    /** Calls left until {@link #resetNanos}; -1 while unknown. */
    private int remaining = -1;

    private long resetNanos = System.nanoTime();
    private int inFlight;

    /** Waits until a call fits. */
    void enter() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long wait = resetNanos - System.nanoTime();
                if (wait <= 0) {
                    remaining = -1;
                }
                if (remaining < 0 ? inFlight == 0 : remaining > inFlight) {
                    inFlight++;
                    return;
                }
                if (wait > 0) {
                    var _ = changed.awaitNanos(wait);
                } else {
                    changed.await();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A call has ended.
     *
     * @param left calls left, or -1 when the answer did not say
     * @param untilResetNanos from now until Discord gives new ones
     */
    void leave(int left, long untilResetNanos) {
        lock.lock();
        try {
            inFlight--;
            if (left >= 0) {
                remaining = left;
                resetNanos = System.nanoTime() + untilResetNanos;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing would be forgotten with it. */
    boolean idle() {
        lock.lock();
        try {
            return inFlight == 0 && !lock.hasWaiters(changed) && System.nanoTime() - resetNanos > 0;
        } finally {
            lock.unlock();
        }
    }
}
