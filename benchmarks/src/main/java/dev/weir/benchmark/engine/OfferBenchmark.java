package dev.weir.benchmark.engine;

import dev.weir.model.CollectorId;
import dev.weir.model.filter.Expression;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.Collector;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Effect;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Limits;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Times;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one collector's turn costs: an item offered to the state machine, without a lane. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class OfferBenchmark {
    private Collector accepting = collector(null);
    private Collector refusing = collector("author == 7");
    private int next;

    /** Begins with new ones, so that none reaches the end of its time. */
    @Setup(Level.Iteration)
    public void renew() {
        accepting = collector(null);
        refusing = collector("author == 7");
    }

    private static Collector collector(@Nullable String filter) {
        CollectorSpec spec = new CollectorSpec(
                new CollectorSpec.Source(
                        Kind.MESSAGE,
                        dev.weir.worker.collector.Scope.ANYWHERE.withChannel(10),
                        filter == null ? null : Expression.parse(filter).compile()),
                CollectorSpec.Mode.ANY,
                Limits.NONE,
                Times.DEFAULT,
                Options.DEFAULT,
                Answering.DEFAULT,
                CollectorSpec.Calls.NONE,
                null);
        Collector collector = new Collector(new CollectorId(0, 1, 1), spec, Duration.ofSeconds(5));
        collector.activate(System.nanoTime());
        return collector;
    }

    /** Accepted, and kept among the last 100. */
    @Benchmark
    public List<Effect> accepted() {
        Message item = new Message(Sample.message(next++, 10, 8));
        return accepting.offer(item, item.event().receivedNanos());
    }

    /** Refused by its filter. */
    @Benchmark
    public List<Effect> refused() {
        Message item = new Message(Sample.message(next++, 10, 8));
        return refusing.offer(item, item.event().receivedNanos());
    }
}
