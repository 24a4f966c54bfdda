package dev.weir.worker.gateway;

import dev.weir.model.LimitName;
import dev.weir.model.LimitUse;
import dev.weir.worker.shard.FleetShare;
import dev.weir.worker.shard.Overtaking;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a second this worker may send of those that Discord allows the bot.
 *
 * <p>What was sent within the last second counts as held even after the allowance was lowered: only then may another worker
 * send it. A worker that waits for its first orders holds no more than that.
 */
final class RequestShare implements FleetShare {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** So many a second may a worker of a fleet send before its first orders: it asks Discord for its bot and for the gateway. */
    private static final int BEFORE_ORDERS = 5;

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final LongSupplier nanoTime;

    /** One after the other, in the order of coming. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final AtomicInteger waiting = new AtomicInteger();

    /** Guards what follows; the renewal of the lease overtakes those that wait for it. */
    private final ReentrantLock lock = new ReentrantLock();

    /** When the last requests were sent; the oldest stands at {@code next}. */
    private final long[] sent = new long[GlobalLimit.REQUESTS];

    private int next;
    private int allowance = GlobalLimit.REQUESTS;
    private boolean awaitsOrders;
    private volatile Runnable onShortage = () -> {};

    RequestShare(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        java.util.Arrays.fill(sent, NEVER);
    }

    /**
     * A fleet will give this worker its part.
     *
     * @param ask called when a request has to wait: asks the fleet for more; must not block
     */
    void joins(Runnable ask) {
        onShortage = ask;
        lock.lock();
        try {
            awaitsOrders = true;
            allowance = BEFORE_ORDERS;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until this worker may send one more. */
    void enter() throws InterruptedException {
        waiting.incrementAndGet();
        try {
            turn.lockInterruptibly();
            try {
                for (long wait = take(nanoTime.getAsLong()); wait > 0; wait = take(nanoTime.getAsLong())) {
                    onShortage.run();
                    TimeUnit.NANOSECONDS.sleep(Math.min(wait, LOOK_NANOS));
                }
            } finally {
                turn.unlock();
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Takes one, or says in how many nanoseconds there may be one. */
    long take(long nowNanos) {
        lock.lock();
        try {
            if (allowance == 0) {
                return LOOK_NANOS;
            }
            long free = sent[Math.floorMod(next - allowance, sent.length)] + GlobalLimit.SPAN_NANOS - nowNanos;
            if (free > 0) {
                return free;
            }
            sent[next] = nowNanos;
            next = (next + 1) % sent.length;
            return 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String limit() {
        return LimitName.DISCORD_REQUESTS;
    }

    @Override
    public void allow(@Nullable Long ordered) {
        Overtaking.lock(lock);
        try {
            awaitsOrders = false;
            allowance = ordered == null ? GlobalLimit.REQUESTS : Math.clamp(ordered, 0, GlobalLimit.REQUESTS);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public LimitUse use() {
        Overtaking.lock(lock);
        try {
            long since = nanoTime.getAsLong() - GlobalLimit.SPAN_NANOS;
            int used = 0;
            for (long at : sent) {
                used += at != NEVER && at - since > 0 ? 1 : 0;
            }
            return new LimitUse(
                    limit(),
                    awaitsOrders ? used : Math.max(allowance, used),
                    used,
                    Math.min(waiting.get(), GlobalLimit.REQUESTS));
        } finally {
            lock.unlock();
        }
    }
}
