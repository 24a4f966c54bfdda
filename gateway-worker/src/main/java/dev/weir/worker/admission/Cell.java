package dev.weir.worker.admission;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The permits of one limit: how many may be in use, and how many are.
 *
 * <p>Both stand in one word, so that taking is one compare-and-set, and no permit slips out under an allowance that was
 * lowered meanwhile. Thread-safe without a lock. The numbers are its own fields, since every start of a collector reads up to
 * six cells.
 */
final class Cell {
    private static final long USED_MASK = 0xFFFF_FFFFL;
    private static final long RETIRED = -1;
    private static final AtomicLongFieldUpdater<Cell> WORD = AtomicLongFieldUpdater.newUpdater(Cell.class, "word");
    private static final AtomicIntegerFieldUpdater<Cell> PARKED =
            AtomicIntegerFieldUpdater.newUpdater(Cell.class, "parked");

    /** Whom a limit that is used up holds back. */
    enum Reach {
        /** Everybody on this worker. */
        ALL,
        /** Only those of the same shard, guild, user or kind. */
        SOME
    }

    final String limit;
    final Reach reach;
    final @Nullable Long key;

    /** Allowance in the upper half, permits in use in the lower. */
    private volatile long word;

    /** Waiters that step aside for this limit. */
    private volatile int parked;

    Cell(String limit, Reach reach, @Nullable Long key, long allowance) {
        this.limit = limit;
        this.reach = reach;
        this.key = key;
        this.word = allowance << 32;
    }

    boolean take(int weight) {
        while (true) {
            long was = word;
            if (was == RETIRED || (was & USED_MASK) + weight > was >>> 32) {
                return false;
            }
            if (WORD.compareAndSet(this, was, was + weight)) {
                return true;
            }
        }
    }

    void give(int weight) {
        WORD.addAndGet(this, -weight);
    }

    /** Takes effect as permits come back when fewer are allowed than are in use. A retired one would come to life again. */
    void allow(long allowance) {
        while (true) {
            long was = word;
            if (was == RETIRED) {
                throw new IllegalStateException("limit '" + limit + "' of " + key
                        + " is retired, so it cannot be set to " + allowance + ": expected one that is in use");
            }
            if (WORD.compareAndSet(this, was, (allowance << 32) | (was & USED_MASK))) {
                return;
            }
        }
    }

    long allowance() {
        return word >>> 32;
    }

    long used() {
        return word & USED_MASK;
    }

    /** The most that may be in use at this instant: more than the allowance when that was lowered. */
    long held() {
        long now = word;
        return Math.max(now >>> 32, now & USED_MASK);
    }

    /** How many may still be taken; any number once it is retired, so that whoever looks takes from its successor. */
    long room() {
        long now = word;
        return now == RETIRED ? Integer.MAX_VALUE : Math.max(0, (now >>> 32) - (now & USED_MASK));
    }

    /** One more waits until it has room. */
    void park() {
        PARKED.incrementAndGet(this);
    }

    void unpark() {
        PARKED.decrementAndGet(this);
    }

    /** How many wait until it has room. */
    int parked() {
        return parked;
    }

    /** Ends it when nothing of it is in use: nothing is taken from it any more. */
    boolean retire() {
        long was = word;
        return parked == 0 && (was & USED_MASK) == 0 && WORD.compareAndSet(this, was, RETIRED);
    }

    boolean retired() {
        return word == RETIRED;
    }

    /** For refusals: which limit, and of how many. */
    String describe() {
        return "the limit '" + limit + "' is used up (" + allowance() + " allowed here)";
    }
}
