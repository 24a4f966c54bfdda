package dev.weir.benchmark.engine;

import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.gateway.RawFrames;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the lane's turn of one event costs, without the way through the inbox. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoutingBenchmark {
    private static final int FRAMES = 256;

    private final RawFrames reader = new RawFrames();
    private final byte[][] frames = new byte[FRAMES][];
    private int next;

    /** Makes the frames. */
    @Setup
    public void frames() {
        long[] channels = Sample.ids(4, FRAMES);
        for (int i = 0; i < FRAMES; i++) {
            frames[i] = Sample.frame(channels[i] + 1, channels[i]);
        }
    }

    /** From the routing record on; nobody waits for it. */
    @Benchmark
    public void nobody(Crowd crowd) {
        crowd.lane.route(crowd.unheard());
    }

    /** From the routing record on; one collector waits and its filter refuses the author. With it the record is made. */
    @Benchmark
    public void itsOwn(Crowd crowd) {
        crowd.lane.route(crowd.heard());
    }

    /** From a frame's bytes, about 1,100 of them, to the routing record: what is allocated is the record and its payload. */
    @Benchmark
    public GatewayEvent record() throws IOException {
        return reader.read(frames[next++ & (FRAMES - 1)], System.nanoTime());
    }

    /** From a frame's bytes to the end of the turn; nobody waits for it. */
    @Benchmark
    public void recordForNobody(Crowd crowd) throws IOException {
        crowd.lane.route(reader.read(frames[next++ & (FRAMES - 1)], System.nanoTime()));
    }
}
