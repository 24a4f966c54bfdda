package dev.weir.worker.dispatch;

import java.util.SplittableRandom;

/** A wheel with timers that are set anew when they fire, for benchmarks; numbered from 0. Owned by one thread. */
public final class Timers {
    private final TimerWheel wheel = new TimerWheel(0);
    private final LaneTimer[] timers;
    private final SplittableRandom random = new SplittableRandom(5);
    private final long longestNanos;
    private long now;
    private long fired;

    /** Sets so many, each to fire within so long. */
    public Timers(int howMany, long longestNanos) {
        this.longestNanos = longestNanos;
        timers = new LaneTimer[howMany];
        for (int i = 0; i < howMany; i++) {
            int number = i;
            timers[i] = new LaneTimer(() -> again(number));
            set(i);
        }
    }

    private void again(int number) {
        fired++;
        wheel.set(timers[number], now + longestNanos);
    }

    /** Sets one to fire within the longest time, anew if it is set. */
    public void set(int number) {
        wheel.set(timers[number], now + random.nextLong(1, longestNanos));
    }

    /** Takes one out. */
    public void cancel(int number) {
        wheel.cancel(timers[number]);
    }

    /** Lets time pass and fires what is due; says how many have fired in all. */
    public long advance(long nanos) {
        now += nanos;
        wheel.advance(now, timer -> ((LaneTimer) timer).action.run());
        return fired;
    }
}
