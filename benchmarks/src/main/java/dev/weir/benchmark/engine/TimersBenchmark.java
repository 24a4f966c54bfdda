package dev.weir.benchmark.engine;

import dev.weir.worker.dispatch.Timers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What timers cost, among as many as are set: up to an hour ahead each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TimersBenchmark {
    /** Timers that are set. */
    @Param({"1000", "1000000"})
    public int set;

    private Timers timers = new Timers(1, 2);
    private int next;

    /** Sets them. */
    @Setup
    public void start() {
        timers = new Timers(set, TimeUnit.HOURS.toNanos(1));
    }

    private int someTimer() {
        next += 7_919;
        return Integer.remainderUnsigned(next, set);
    }

    /** Moves one to another time, as a collector's idle time that starts anew. */
    @Benchmark
    public void arm() {
        timers.set(someTimer());
    }

    /** Takes one out and sets it again. */
    @Benchmark
    public void cancelAndArm() {
        int one = someTimer();
        timers.cancel(one);
        timers.set(one);
    }

    /** Lets a millisecond pass; what fires, 278 of a million, is set anew an hour ahead. */
    @Benchmark
    public long advanceOneMillisecond() {
        return timers.advance(1_000_000);
    }
}
