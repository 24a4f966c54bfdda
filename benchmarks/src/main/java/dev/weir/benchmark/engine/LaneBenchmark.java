package dev.weir.benchmark.engine;

import dev.weir.model.CollectorRecord;
import dev.weir.model.ShardId;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.collector.Options;
import dev.weir.worker.dispatch.Lane;
import dev.weir.worker.dispatch.LaneSettings;
import dev.weir.worker.dispatch.Registry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The way of an event through a lane: inbox, turn, filter, a virtual thread, the bot's handler. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LaneBenchmark {
    private static final int BURST = 1_000;

    private final LongAdder handled = new LongAdder();
    private final Lane lane = lane();
    private long offered;

    private static Lane lane() {
        Registry forgets = new Registry() {
            @Override
            public void changed(CollectorRecord record) {}

            @Override
            public void ended(long number) {}
        };
        return new Lane(
                new ShardId(0, 1), 1, LaneSettings.DEFAULT, _ -> true, _ -> new Answer.Admitted(() -> {}), forgets);
    }

    /** Starts the one collector that hears everything. */
    @Setup
    public void start() {
        var _ = lane.collectors()
                .messages()
                .inChannel(10)
                .where("author == 8")
                .buffer(65_536, Options.Overflow.END)
                .retain(new Options.Retain.None())
                .onCollect(_ -> handled.increment())
                .start();
    }

    /** Ends it. */
    @TearDown
    public void close() {
        lane.close();
    }

    private void offer(int howMany) {
        for (int i = 0; i < howMany; i++) {
            offered++;
            boolean taken = lane.offer(Sample.message(offered, 10, 8));
            if (!taken) {
                throw new IllegalStateException("the lane's inbox was full for 5 s");
            }
        }
        while (handled.sum() != offered) {
            Thread.onSpinWait();
        }
    }

    /** One event at a time, until its handler has returned. */
    @Benchmark
    public void oneByOne() {
        offer(1);
    }

    /** An event of a thousand that come at once, until the last handler has returned; handlers run one after the other. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void inABurst() {
        offer(BURST);
    }
}
