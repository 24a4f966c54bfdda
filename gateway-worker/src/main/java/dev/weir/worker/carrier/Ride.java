package dev.weir.worker.carrier;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Decides who carries one virtual thread: at first whoever starts it, if he wants to; whenever it goes on after waiting, the pool. */
final class Ride implements Executor {
    private final Manners manners;
    private final Thread thread;
    private volatile @Nullable Thread carrier;

    /** Makes its thread, not started. */
    @SuppressWarnings("this-escape") // The JDK asks only when the thread is started.
    Ride(Manners manners, String name, Runnable work) {
        this.manners = manners;
        this.thread = Rides.thread(this, name, work);
    }

    Thread thread() {
        return thread;
    }

    Manners manners() {
        return manners;
    }

    /** Carries it on this thread until it waits or ends. */
    void here() {
        carrier = Thread.currentThread();
        thread.start();
    }

    void onThePool() {
        thread.start();
    }

    boolean ended() {
        return !thread.isAlive();
    }

    /** Called by the JDK with what the thread does next. */
    @Override
    public void execute(Runnable next) {
        if (carrier == Thread.currentThread()) {
            carrier = null;
            next.run();
        } else {
            Rides.pool().execute(next);
        }
    }
}
