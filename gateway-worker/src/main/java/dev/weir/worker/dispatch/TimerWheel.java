package dev.weir.worker.dispatch;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Timers of one lane: to set, move or cancel one costs the same however many there are, and allocates nothing.
 *
 * <p>Hierarchical: six levels of 64 slots, a tick of about a millisecond; a timer moves down a level when its slot's turn
 * comes. Agrona's wheel was looked at: all its slots grow together, so 10,000 collectors started in one millisecond cost
 * half a gigabyte.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class TimerWheel {
    private static final int TICK_BITS = 20;
    private static final int SLOT_BITS = 6;
    private static final int SLOTS = 1 << SLOT_BITS;
    private static final int LEVELS = 6;

    /** A timer that can be set; what it is for extends it. */
    abstract static class Timer {
        private @Nullable Timer before;
        private @Nullable Timer after;
        private long at;
        private int place = -1;

        /** Whether it is set. */
        final boolean armed() {
            return place >= 0;
        }

        /** When it is due; meaningful while armed. */
        final long at() {
            return at;
        }
    }

    private final @Nullable Timer[] heads = new @Nullable Timer[SLOTS * LEVELS];
    private final long[] occupied = new long[LEVELS];
    private long tick;
    private int size;
    private long earliestSet = Long.MAX_VALUE;

    TimerWheel(long now) {
        tick = now >> TICK_BITS;
    }

    int size() {
        return size;
    }

    /** Sets a timer, or sets it anew. One that is due already fires with the next {@link #advance}. */
    void set(Timer timer, long at) {
        cancel(timer);
        timer.at = at;
        link(timer);
        size++;
        earliestSet = Math.min(earliestSet, at);
    }

    /** The earliest time that a timer was set for since {@link #next} was asked last; {@link Long#MAX_VALUE} for none. */
    long earliestSet() {
        return earliestSet;
    }

    void cancel(Timer timer) {
        if (timer.place >= 0) {
            unlink(timer);
            size--;
        }
    }

    /** Fires what is due at {@code now}. A fired timer is no longer armed; it may be set again from within. */
    void advance(long now, Consumer<? super Timer> fire) {
        long target = now >> TICK_BITS;
        while (true) {
            fireSlot(now, fire);
            if (tick >= target || size == 0) {
                tick = Math.max(tick, target);
                return;
            }
            long next = nextBusyTick();
            tick = Math.min(target, Math.max(tick + 1, next));
            cascade();
        }
    }

    /** A time not after the next timer's, at which {@link #advance} should be called; {@link Long#MAX_VALUE} for never. */
    long next() {
        earliestSet = Long.MAX_VALUE;
        if (size == 0) {
            return Long.MAX_VALUE;
        }
        Timer due = heads[(int) (tick & (SLOTS - 1))];
        long soonest = Long.MAX_VALUE;
        for (Timer timer = due; timer != null; timer = timer.after) {
            soonest = Math.min(soonest, timer.at);
        }
        return Math.min(soonest, nextBusyTick() << TICK_BITS);
    }

    /** The next tick after this one at which a slot of any level has its turn. */
    private long nextBusyTick() {
        long soonest = Long.MAX_VALUE >> TICK_BITS;
        for (int level = 0; level < LEVELS; level++) {
            int shift = level * SLOT_BITS;
            long turn = tick >> shift;
            int slot = (int) (turn & (SLOTS - 1));
            long ahead = Long.rotateRight(occupied[level], slot) & ~1L;
            if (ahead != 0) {
                soonest = Math.min(soonest, (turn + Long.numberOfTrailingZeros(ahead)) << shift);
            }
        }
        return soonest;
    }

    private void fireSlot(long now, Consumer<? super Timer> fire) {
        int slot = (int) (tick & (SLOTS - 1));
        Timer timer = heads[slot];
        while (timer != null) {
            Timer following = timer.after;
            if (timer.at <= now) {
                unlink(timer);
                size--;
                fire.accept(timer);
                if (following != null && following.place != slot) {
                    following = heads[slot];
                }
            }
            timer = following;
        }
    }

    /** Brings down the timers of every higher slot whose turn begins with this tick. */
    private void cascade() {
        for (int level = 1; level < LEVELS; level++) {
            int shift = level * SLOT_BITS;
            if ((tick & ((1L << shift) - 1)) != 0) {
                return;
            }
            int place = level * SLOTS + (int) ((tick >> shift) & (SLOTS - 1));
            Timer timer = heads[place];
            heads[place] = null;
            occupied[level] &= ~(1L << (place & (SLOTS - 1)));
            while (timer != null) {
                Timer following = timer.after;
                timer.before = null;
                timer.after = null;
                link(timer);
                timer = following;
            }
        }
    }

    private void link(Timer timer) {
        long due = Math.max(timer.at >> TICK_BITS, tick);
        long ahead = due - tick;
        int level = 0;
        while (level < LEVELS - 1 && ((due >> (level * SLOT_BITS)) - (tick >> (level * SLOT_BITS))) >= SLOTS) {
            level++;
        }
        long turn = due >> (level * SLOT_BITS);
        if (turn - (tick >> (level * SLOT_BITS)) >= SLOTS) {
            turn = (tick >> (level * SLOT_BITS)) + SLOTS - 1;
        }
        if (ahead < 0) {
            throw new AssertionError("due tick " + due + " before " + tick);
        }
        int slot = (int) (turn & (SLOTS - 1));
        int place = level * SLOTS + slot;
        Timer head = heads[place];
        timer.place = place;
        timer.after = head;
        timer.before = null;
        if (head != null) {
            head.before = timer;
        }
        heads[place] = timer;
        occupied[level] |= 1L << slot;
    }

    private void unlink(Timer timer) {
        int place = timer.place;
        Timer before = timer.before;
        Timer after = timer.after;
        if (before == null) {
            heads[place] = after;
            if (after == null) {
                occupied[place / SLOTS] &= ~(1L << (place & (SLOTS - 1)));
            }
        } else {
            before.after = after;
        }
        if (after != null) {
            after.before = before;
        }
        timer.before = null;
        timer.after = null;
        timer.place = -1;
    }
}
