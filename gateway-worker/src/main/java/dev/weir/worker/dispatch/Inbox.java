package dev.weir.worker.dispatch;

import dev.weir.worker.event.GatewayEvent;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/** What waits for a lane: events and commands, bounded in number and bytes, in order. Many put, only the lane takes. */
final class Inbox {
    private static final long NAP_NANOS = 50_000;
    private static final long LONGEST_NAP_NANOS = 2_000_000;
    private static final long LOOK_NANOS = 20_000;

    private static final int URGENT = 64;

    private final MpscAtomicArrayQueue<Object> queue;
    private final MpscAtomicArrayQueue<Object> urgent = new MpscAtomicArrayQueue<>(URGENT);
    private final long capacityBytes;
    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable Thread sleeper;
    private final AtomicInteger putting = new AtomicInteger();
    private volatile boolean closed;

    /** Whether the last sleep was so short that it was not worth its waking. Owned by the lane. */
    private boolean busy;

    Inbox(int capacity, long capacityBytes) {
        this.capacityBytes = capacityBytes;
        queue = new MpscAtomicArrayQueue<>(capacity);
    }

    /**
     * Puts a command, waiting for room as long as it takes: the lane always goes on. What was put is taken, also when the
     * inbox is closed meanwhile.
     *
     * @return false when the inbox was closed before
     */
    boolean putSurely(Object message) {
        putting.incrementAndGet();
        try {
            return put(message, Long.MAX_VALUE);
        } finally {
            putting.decrementAndGet();
        }
    }

    /** Whether a command may still come although the inbox is closed. */
    boolean expectsMore() {
        return putting.get() > 0;
    }

    /**
     * Puts something, waiting for room at most so long; false when there was none, or the inbox is closed. An interrupt ends a wait
     * that has an end; one without goes on, and leaves the thread interrupted.
     */
    boolean put(Object message, long waitNanos) {
        if (closed) {
            return false;
        }
        if (offer(message)) {
            wake();
            return true;
        }
        return putLater(message, waitNanos);
    }

    /** Naps longer and longer: the lane may be without a carrier, and those that wait for room must not keep it so. */
    private boolean putLater(Object message, long waitNanos) {
        boolean surely = waitNanos == Long.MAX_VALUE;
        boolean interrupted = false;
        long since = System.nanoTime();
        long nap = NAP_NANOS;
        try {
            while (!closed && (surely || System.nanoTime() - since < waitNanos)) {
                LockSupport.parkNanos(nap);
                nap = Math.min(2 * nap, LONGEST_NAP_NANOS);
                // A thread that is interrupted does not park.
                interrupted |= Thread.interrupted();
                if (interrupted && !surely) {
                    return false;
                }
                if (!closed && offer(message)) {
                    wake();
                    return true;
                }
            }
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** An event needs room in bytes, too: one that is larger than all of it comes in alone. Commands are small. */
    private boolean offer(Object message) {
        if (!(message instanceof GatewayEvent event)) {
            return queue.offer(message);
        }
        long size = event.bytes();
        long before = bytes.getAndAdd(size);
        if ((before == 0 || before + size <= capacityBytes) && queue.offer(message)) {
            return true;
        }
        bytes.addAndGet(-size);
        return false;
    }

    /** What the events that wait take of the heap. */
    long bytes() {
        return bytes.get();
    }

    /** Puts a command before everything that waits; false when the inbox is closed, or 64 are there already. */
    boolean putFirst(Object message) {
        putting.incrementAndGet();
        try {
            if (closed || !urgent.offer(message)) {
                return false;
            }
            wake();
            return true;
        } finally {
            putting.decrementAndGet();
        }
    }

    @Nullable
    Object pollFirst() {
        return urgent.poll();
    }

    @Nullable
    Object poll() {
        Object message = queue.poll();
        if (message instanceof GatewayEvent event) {
            bytes.addAndGet(-event.bytes());
        }
        return message;
    }

    @Nullable
    Object peek() {
        return queue.peek();
    }

    boolean isEmpty() {
        return queue.isEmpty() && urgent.isEmpty();
    }

    int depth() {
        return queue.size();
    }

    boolean closed() {
        return closed;
    }

    /** Nothing can be put any more; what is there can still be taken. */
    void close() {
        closed = true;
        wake();
    }

    void wake() {
        Thread asleep = sleeper;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
    }

    /**
     * Sleeps until something is put, or so long. Called by the lane only.
     *
     * <p>To wake a sleeper costs whoever puts something many times what putting costs. So when the last sleep was over at
     * once the lane looks on for a moment first; at an event every 100 microseconds it never does.
     */
    void sleep(long nanos) {
        if (nanos > 0 && busy && comesAtOnce()) {
            return;
        }
        sleeper = Thread.currentThread();
        if (isEmpty() && nanos > 0) {
            long since = System.nanoTime();
            park(nanos);
            // Bots see futures that are completed here, and may interrupt the thread that runs them: it would never
            // park again.
            var _ = Thread.interrupted();
            busy = System.nanoTime() - since < LOOK_NANOS;
        }
        sleeper = null;
    }

    /** A virtual thread that parks for a time, however long, has its waking planned and called off by other threads. */
    private static void park(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park();
        } else {
            LockSupport.parkNanos(nanos);
        }
    }

    private boolean comesAtOnce() {
        long until = System.nanoTime() + LOOK_NANOS;
        while (isEmpty()) {
            if (System.nanoTime() - until >= 0) {
                busy = false;
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }
}
