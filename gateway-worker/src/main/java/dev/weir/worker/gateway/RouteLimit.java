package dev.weir.worker.gateway;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One route's limit as Discord told it last: as many calls at once as it has left, one at a time while it is unknown.
 *
 * <p>Thread-safe by its lock.
 */
final class RouteLimit {
    /** How far two tellings of one window's end may differ. */
    private static final double SAME_WINDOW = 0.05;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();

    /** Calls left until {@link #resetNanos}; -1 while unknown. */
    private int remaining = -1;

    private long resetNanos = System.nanoTime();
    /** Discord's name of the window that {@link #remaining} is about: the second at which it ends. */
    private double window;

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
     * @param toldWindow the second at which Discord gives new ones, by its clock; 0 when the answer did not say
     * @param untilResetNanos from now until then
     */
    void leave(int left, double toldWindow, long untilResetNanos) {
        lock.lock();
        try {
            inFlight--;
            double answersWindow = toldWindow == 0 ? window : toldWindow;
            if (left >= 0 && answersWindow >= window - SAME_WINDOW) {
                // Answers overtake each other: within a window the lowest number is the newest.
                boolean same = remaining >= 0 && answersWindow <= window + SAME_WINDOW;
                remaining = same ? Math.min(remaining, left) : left;
                window = Math.max(window, answersWindow);
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
