package dev.weir.worker.shard;

import dev.weir.model.ShardId;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * One shard's turns to send IDENTIFY, as they come with the orders.
 *
 * <p>A slot in the orders is an offer. It is ours once it was taken in the fleet's book, and must be used within
 * {@link dev.weir.model.LeaseTerms#IDENTIFY_WITHIN} of the moment before that was asked; else it is given up. A connection that
 * failed meanwhile may try again with the same slot, within that time. Whatever became of a slot, it is reported as used.
 *
 * <p>Thread-safe. Under its lock nothing is waited for and nothing is called but {@code right}: the renewal of the lease takes it too,
 * past its queue.
 */
public final class IdentifySlot implements IdentifyGate {
    private final Supplier<BooleanSupplier> right;
    private final LongPredicate book;
    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turn = lock.newCondition();
    private long granted;
    private long asked;
    private long taken;
    private long used;
    /** Whether the IDENTIFY of the slot that was used last is sent, and since when. */
    private boolean sent;

    private long sentNanos;
    private BooleanSupplier mayUse = () -> false;
    private boolean waiting;

    /**
     * Makes a gate without a slot.
     *
     * @param right asked right before a slot is taken; what it answers is asked right before the slot is used: whether the shard
     *     is prepared, and this worker may act for it and asked not long ago. Neither may block or take a lock
     * @param book takes a slot in the fleet's book, on a thread that may block; false too when nobody knows whether it did
     * @param changed called when a connection begins to wait or a slot was given up, so that the fleet hears of it soon; on a
     *     thread that may block, which holds nothing of this then
     */
    public IdentifySlot(Supplier<BooleanSupplier> right, LongPredicate book, Runnable changed) {
        this.right = right;
        this.book = book;
        this.changed = changed;
    }

    @Override
    public void await(ShardId shard) throws InterruptedException {
        begin();
        try {
            while (!isTaken()) {
                long slot = awaitOffer();
                boolean ours = false;
                try {
                    ours = book.test(slot);
                } finally {
                    answered(slot, ours);
                }
            }
        } finally {
            end();
        }
    }

    private long awaitOffer() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long slot = ask(); ; slot = ask()) {
                if (slot != 0) {
                    return slot;
                }
                turn.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isTaken() {
        boolean givenUp;
        boolean isTaken;
        lock.lock();
        try {
            givenUp = taken != 0 && !mayUse.getAsBoolean();
            if (givenUp) {
                giveUp(taken);
            }
            isTaken = taken != 0;
        } finally {
            lock.unlock();
        }
        tell(givenUp);
        return isTaken;
    }

    /** A connection begins to wait. */
    public void begin() {
        lock.lock();
        try {
            waiting = true;
        } finally {
            lock.unlock();
        }
        tell(true);
    }

    private void end() {
        lock.lock();
        try {
            waiting = false;
        } finally {
            lock.unlock();
        }
    }

    /** The slot that is to be taken in the book now, 0 for none; {@link #answered} must follow. */
    public long ask() {
        lock.lock();
        try {
            BooleanSupplier fromNow = right.get();
            if (!waiting || asked != 0 || taken != 0 || granted <= used || !fromNow.getAsBoolean()) {
                return 0;
            }
            asked = granted;
            mayUse = fromNow;
            return asked;
        } finally {
            lock.unlock();
        }
    }

    /** What became of the slot that was asked for. */
    public void answered(long slot, boolean ours) {
        lock.lock();
        try {
            asked = 0;
            if (ours) {
                taken = slot;
            } else {
                giveUp(slot);
            }
        } finally {
            lock.unlock();
        }
        tell(!ours);
    }

    /** To be called under the lock; {@link #tell} follows without it. */
    private void giveUp(long slot) {
        if (slot > used) {
            used = slot;
            sent = false;
        }
        taken = 0;
    }

    private void tell(boolean something) {
        if (something) {
            changed.run();
        }
    }

    @Override
    public boolean take(ShardId shard) {
        boolean givenUp;
        lock.lock();
        try {
            if (taken == 0) {
                return false;
            }
            givenUp = !mayUse.getAsBoolean();
            if (givenUp) {
                giveUp(taken);
            } else {
                used = taken;
                sent = false;
                taken = 0;
                waiting = false;
            }
        } finally {
            lock.unlock();
        }
        tell(givenUp);
        return !givenUp;
    }

    /** The orders name a slot, or none: 0. */
    public void grant(long slot) {
        Overtaking.lock(lock);
        try {
            granted = slot;
            turn.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Something that the right to identify depends on changed. */
    public void look() {
        Overtaking.lock(lock);
        try {
            turn.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Number of the last slot that is used up, 0 when none. */
    public long lastUsed() {
        Overtaking.lock(lock);
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    /** The IDENTIFY of the slot that was taken last is sent. */
    public void sent(long nowNanos) {
        lock.lock();
        try {
            sent = true;
            sentNanos = nowNanos;
        } finally {
            lock.unlock();
        }
    }

    /** How long ago the IDENTIFY of the slot that was used last was sent; -1 when none was, as far as is known. */
    public long ageMillis(long nowNanos) {
        Overtaking.lock(lock);
        try {
            return sent ? TimeUnit.NANOSECONDS.toMillis(Math.max(0, nowNanos - sentNanos)) : -1;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a connection waits for its turn. */
    public boolean waiting() {
        Overtaking.lock(lock);
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }
}
