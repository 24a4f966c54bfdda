package dev.weir.worker.admission;

import dev.weir.model.LimitUse;
import dev.weir.worker.shard.ActingGate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The permits of one limit that this worker may hand out, up to the allowance in its orders.
 *
 * <p>Handing one out is one compare-and-set: allowance and use stand in one word, so no permit slips out under an
 * allowance that was lowered meanwhile. Who finds none waits in a bounded queue, first come first served.
 */
public final class PermitPool implements Admission, AutoCloseable {
    private static final long USED_MASK = 0xFFFF_FFFFL;

    private final String limit;
    private final int queueBound;
    private final ActingGate lease;
    private final LongSupplier nanoTime;
    private final Runnable onShortage;
    private final ScheduledExecutorService timeouts;

    /** Allowance in the upper half, permits in use in the lower. */
    private final AtomicLong word = new AtomicLong();

    private final Object queueLock = new Object();
    private final ArrayDeque<Waiter> queue = new ArrayDeque<>();
    private volatile int waiting;
    private boolean closed;

    /**
     * Makes a pool without any permit; the first orders bring some.
     *
     * @param limit name of the limit
     * @param queueBound how many may wait; one more is refused
     * @param lease whether this worker may act at all
     * @param onShortage called when somebody has to wait: asks the fleet for more; must not block
     * @param timeouts ends the patience of those who wait
     */
    public PermitPool(
            String limit,
            int queueBound,
            ActingGate lease,
            LongSupplier nanoTime,
            Runnable onShortage,
            ScheduledExecutorService timeouts) {
        this.limit = limit;
        this.queueBound = queueBound;
        this.lease = lease;
        this.nanoTime = nanoTime;
        this.onShortage = onShortage;
        this.timeouts = timeouts;
    }

    @Override
    public Answer request(Demand demand) {
        if (!lease.open(nanoTime.getAsLong())) {
            return new Answer.Refused("this worker's lease is uncertain; it may start nothing now");
        }
        if (waiting == 0 && take()) {
            return new Answer.Admitted(new Held());
        }
        if (demand.patience().isZero()) {
            return new Answer.Refused(noneLeft() + ", and the request does not wait");
        }
        Answer answer = enqueue(demand.patience());
        if (answer instanceof Answer.Queued) {
            onShortage.run();
            serveQueue();
        }
        return answer;
    }

    /** Follows the orders. Lowering takes effect as permits come back. */
    public void allow(long allowance) {
        if (allowance < 0 || allowance > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("allowance of " + limit + " must be 0 to 2^31 - 1, was " + allowance);
        }
        word.updateAndGet(was -> (allowance << 32) | (was & USED_MASK));
        serveQueue();
    }

    /** For the next report. */
    public LimitUse use() {
        long now = word.get();
        long used = now & USED_MASK;
        return new LimitUse(limit, Math.max(now >>> 32, used), used, waiting);
    }

    /** How many this worker may have in use now. */
    public long allowance() {
        return word.get() >>> 32;
    }

    /** Refuses everybody who waits, and everybody who comes. */
    @Override
    public void close() {
        ArrayDeque<Waiter> left;
        synchronized (queueLock) {
            closed = true;
            left = new ArrayDeque<>(queue);
            queue.clear();
            waiting = 0;
        }
        left.forEach(waiter -> waiter.refuse("the worker is shutting down"));
    }

    private Answer enqueue(Duration patience) {
        synchronized (queueLock) {
            if (closed) {
                return new Answer.Refused("the worker is shutting down");
            }
            if (queue.size() >= queueBound) {
                return new Answer.Refused(noneLeft() + ", and " + queueBound + " wait already");
            }
            Waiter waiter = new Waiter();
            int place = queue.size();
            queue.add(waiter);
            waiting = queue.size();
            waiter.timeout = timeouts.schedule(
                    () -> waiter.refuse(noneLeft() + " within " + patience.toMillis() + " ms"),
                    patience.toNanos(),
                    TimeUnit.NANOSECONDS);
            CompletableFuture<Permit> _ = waiter.permit.whenComplete((_, _) -> leave(waiter));
            return new Answer.Queued(place, waiter.permit);
        }
    }

    private void leave(Waiter waiter) {
        waiter.timeout.cancel(false);
        synchronized (queueLock) {
            if (queue.remove(waiter)) {
                waiting = queue.size();
            }
        }
    }

    private void serveQueue() {
        while (waiting > 0 && lease.open(nanoTime.getAsLong()) && take()) {
            Waiter next;
            synchronized (queueLock) {
                next = queue.poll();
                waiting = queue.size();
            }
            Held permit = new Held();
            if (next == null || !next.permit.complete(permit)) {
                permit.giveBack();
            }
        }
    }

    private boolean take() {
        while (true) {
            long was = word.get();
            if ((was & USED_MASK) >= was >>> 32) {
                return false;
            }
            if (word.compareAndSet(was, was + 1)) {
                return true;
            }
        }
    }

    private String noneLeft() {
        return "no permit of the limit '" + limit + "' is left (" + allowance() + " allowed here)";
    }

    private static final class Waiter {
        private final CompletableFuture<Permit> permit = new CompletableFuture<>();

        @SuppressWarnings("NullAway.Init") // set before the waiter is seen by anybody
        private ScheduledFuture<?> timeout;

        void refuse(String reason) {
            permit.completeExceptionally(new AdmissionRefused(reason));
        }
    }

    private final class Held implements Permit {
        private final AtomicBoolean released = new AtomicBoolean();

        @Override
        public void release() {
            if (giveBack()) {
                serveQueue();
            }
        }

        /** Without serving the queue, for the loop that serves it. */
        boolean giveBack() {
            boolean first = released.compareAndSet(false, true);
            if (first) {
                word.decrementAndGet();
            }
            return first;
        }
    }
}
