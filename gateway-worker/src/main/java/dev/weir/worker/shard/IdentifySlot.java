package dev.weir.worker.shard;

import dev.weir.model.ShardId;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * One shard's turns to send IDENTIFY, as they come with the orders.
 *
 * <p>A slot is used when it is {@linkplain #take taken}, right before IDENTIFY is sent, not when the connection began to open:
 * a connection that failed before it tries again with the same slot. A slot that is not in the newest orders is gone.
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
            begin();
            while (!ready()) {
                changed.await();
            }
        } finally {
            waiting = false;
            lock.unlock();
        }
    }

    /** A connection begins to wait. */
    public void begin() {
        lock.lock();
        try {
            waiting = true;
            onWaiting.run();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the turn has come. */
    public boolean ready() {
        lock.lock();
        try {
            return granted > used && mayGo.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean take(ShardId shard) {
        lock.lock();
        try {
            if (!ready()) {
                return false;
            }
            used = granted;
            waiting = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The orders name a slot, or none: 0. */
    public void grant(long slot) {
        lock.lock();
        try {
            granted = slot;
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
