package dev.weir.worker.admission;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the collectors of this worker take of the heap, counted as they take it, against a budget. A collection tells the
 * truth, but too late for a flood; this knows at once.
 *
 * <p>Each lane has a part of it. When the budget is used up, the lanes that take more than an equal part make room at once.
 * Thread-safe without a lock.
 */
public final class MemoryAccount {
    /** A lane makes room until so many percent of the budget are in use. */
    private static final int ROOM = 90;

    /** One part of so many is never taken from those who run: who takes so little does not fill the heap. */
    private static final int SPARED = 20;

    private final long budgetBytes;
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger parts = new AtomicInteger();

    /** Nothing is held yet. */
    public MemoryAccount(long budgetBytes) {
        if (budgetBytes < 1) {
            throw new IllegalArgumentException("budget must be at least 1 byte, was " + budgetBytes);
        }
        this.budgetBytes = budgetBytes;
    }

    /** Counts, and bounds nothing. */
    public static MemoryAccount unbounded() {
        return new MemoryAccount(Long.MAX_VALUE);
    }

    /** Bytes in use. */
    public long heldBytes() {
        return held.get();
    }

    /** Bytes that may be. */
    public long budgetBytes() {
        return budgetBytes;
    }

    /** Bytes of collectors that run which are not worth ending anybody. */
    public long sparedBytes() {
        return budgetBytes / SPARED;
    }

    /** Nothing is left of the budget. */
    boolean full() {
        return held.get() >= budgetBytes;
    }

    /** Percent of the budget in use. */
    double percent() {
        return 100.0 * held.get() / budgetBytes;
    }

    /** Bytes in use above so many percent of the budget. */
    long above(int percent) {
        return Math.max(0, held.get() - (long) (budgetBytes / 100.0 * percent));
    }

    /** A part for one more lane. */
    public Part open() {
        parts.incrementAndGet();
        return new Part();
    }

    /** What one lane takes. Owned by that lane, but for {@link #bytes}. */
    public final class Part {
        private final AtomicLong bytes = new AtomicLong();

        private Part() {}

        /** The lane takes so much more; negative for less. */
        public void add(long more) {
            if (more != 0) {
                bytes.lazySet(bytes.getPlain() + more);
                held.addAndGet(more);
            }
        }

        /** What it takes now. */
        public long bytes() {
            return bytes.get();
        }

        /** The budget is used up, and this lane takes more than an equal part of it. */
        public boolean mustMakeRoom() {
            return held.get() >= budgetBytes && aboveItsPart();
        }

        /** Whether it still has to, once it has begun to make room. */
        public boolean needsMoreRoom() {
            return above(ROOM) > 0 && aboveItsPart();
        }

        /** {@link MemoryAccount#sparedBytes}. */
        public long spared() {
            return sparedBytes();
        }

        private boolean aboveItsPart() {
            return bytes.getPlain() > budgetBytes / Math.max(1, parts.get());
        }

        /** The lane is gone, and all it took with it. */
        public void close() {
            add(-bytes.getPlain());
            parts.decrementAndGet();
        }
    }
}
