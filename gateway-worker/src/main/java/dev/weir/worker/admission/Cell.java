package dev.weir.worker.admission;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The permits of one limit: how many may be in use, and how many are.
 *
 * <p>Both stand in one word, so that taking is one compare-and-set, and no permit slips out under an allowance that was
 * lowered meanwhile. Thread-safe without a lock.
 */
final class Cell {
    private static final long USED_MASK = 0xFFFF_FFFFL;
    private static final long RETIRED = -1;

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

    /** Waiters that step aside for this limit; written under the queue's lock only. */
    final AtomicInteger parked = new AtomicInteger();

    /** Allowance in the upper half, permits in use in the lower. */
    private final AtomicLong word;

    Cell(String limit, Reach reach, @Nullable Long key, long allowance) {
        this.limit = limit;
        this.reach = reach;
        this.key = key;
        this.word = new AtomicLong(allowance << 32);
    }

    boolean take(int weight) {
        while (true) {
            long was = word.get();
            if (was == RETIRED || (was & USED_MASK) + weight > was >>> 32) {
                return false;
            }
            if (word.compareAndSet(was, was + weight)) {
                return true;
            }
        }
    }

    void give(int weight) {
        word.addAndGet(-weight);
    }

    /** Takes effect as permits come back when fewer are allowed than are in use. A retired one would come to life again. */
    void allow(long allowance) {
        while (true) {
            long was = word.get();
            if (was == RETIRED) {
                throw new IllegalStateException("limit '" + limit + "' of " + key
                        + " is retired, so it cannot be set to " + allowance + ": expected one that is in use");
            }
            if (word.compareAndSet(was, (allowance << 32) | (was & USED_MASK))) {
                return;
            }
        }
    }

    long allowance() {
        return word.get() >>> 32;
    }

    long used() {
        return word.get() & USED_MASK;
    }

    /** The most that may be in use at this instant: more than the allowance when that was lowered. */
    long held() {
        long now = word.get();
        return Math.max(now >>> 32, now & USED_MASK);
    }

    /** How many may still be taken; any number once it is retired, so that whoever looks takes from its successor. */
    long room() {
        long now = word.get();
        return now == RETIRED ? Integer.MAX_VALUE : Math.max(0, (now >>> 32) - (now & USED_MASK));
    }

    /** Ends it when nothing of it is in use: nothing is taken from it any more. */
    boolean retire() {
        long was = word.get();
        return parked.get() == 0 && (was & USED_MASK) == 0 && word.compareAndSet(was, RETIRED);
    }

    boolean retired() {
        return word.get() == RETIRED;
    }

    /** For refusals: which limit, and of how many. */
    String describe() {
        return "the limit '" + limit + "' is used up (" + allowance() + " allowed here)";
    }
}
