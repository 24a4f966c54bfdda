package dev.weir.worker.shard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How a thread that keeps the lease takes a lock that virtual threads take as well: past its queue.
 *
 * <p>A lock that is given back wakes the next in its queue, and a monitor does the same. When that is a virtual thread and code of bots
 * keeps every carrier, it does not come, and all behind it wait for it. The lock itself is free meanwhile. Only for locks under which
 * nothing is waited for and no other is taken.
 */
public final class Overtaking {
    private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private Overtaking() {}

    /** Takes the lock as soon as it is free, in turn or not. */
    public static void lock(ReentrantLock lock) {
        while (!lock.tryLock()) {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }
}
