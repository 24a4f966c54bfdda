package dev.weir.worker.shard;

import dev.weir.model.ShardId;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * One shard's turns to send IDENTIFY, as they come with the orders.
 *
 * <p>A slot is used when IDENTIFY was really sent, not when the connection began to open: a connection that failed before
 * it tries again with the same slot.
 */
public final class IdentifySlot implements IdentifyGate {
    private final BooleanSupplier mayGo;
    private final Runnable onWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long granted;
    private long used;
    private boolean waiting;

    /**
     * Makes a gate without a slot.
     *
     * @param mayGo asked besides the slot: whether the shard is prepared and this worker may act for it
     * @param onWaiting called when a connection begins to wait, so that the fleet hears of it soon
     */
    public IdentifySlot(BooleanSupplier mayGo, Runnable onWaiting) {
        this.mayGo = mayGo;
        this.onWaiting = onWaiting;
    }

    @Override
    public void await(ShardId shard) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting = true;
            onWaiting.run();
            while (granted <= used || !mayGo.getAsBoolean()) {
                changed.await();
            }
        } finally {
            waiting = false;
            lock.unlock();
        }
    }

    /** The orders name a slot; an older one changes nothing. */
    public void grant(long slot) {
        lock.lock();
        try {
            granted = Math.max(granted, slot);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Something that {@code mayGo} looks at changed. */
    public void look() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** IDENTIFY was sent. */
    public void used() {
        lock.lock();
        try {
            used = granted;
        } finally {
            lock.unlock();
        }
    }

    /** Number of the last slot that was used, 0 when none. */
    public long lastUsed() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a connection waits for its turn. */
    public boolean waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }
}
