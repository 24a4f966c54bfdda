package dev.weir.benchmark.engine;

import dev.weir.worker.dispatch.StillLane;
import dev.weir.worker.event.GatewayEvent;
import java.time.Duration;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A lane with collectors in 256 channels that are heard of, and in as many others as asked for. */
@State(Scope.Thread)
public class Crowd {
    private static final int HEARD = 256;

    /** Collectors in as many other channels. */
    @Param({"0", "1000000"})
    public int elsewhere;

    final StillLane lane = new StillLane();
    private final GatewayEvent[] unheard = Sample.messages(Sample.ids(1, Sample.DISTINCT));
    private final long[] heard = Sample.ids(2, HEARD);
    private int next;

    /** Starts the collectors. */
    @Setup
    public void start() {
        for (long channel : heard) {
            collect(channel);
        }
        for (long channel : Sample.ids(3, elsewhere)) {
            collect(channel);
        }
    }

    private void collect(long channel) {
        lane.collectors()
                .messages()
                .inChannel(channel)
                .where("author == 7 && content startsWith \"!\"")
                .time(Duration.ofHours(2))
                .idle(Duration.ofHours(1))
                .start();
    }

    /** Ends them. */
    @TearDown
    public void close() {
        lane.close();
    }

    /** A message in a channel where nobody waits; one of 4,096 that were made before. */
    GatewayEvent unheard() {
        return unheard[next++ & (Sample.DISTINCT - 1)];
    }

    /** A message in a channel where one collector waits, made anew. */
    GatewayEvent heard() {
        int id = next++;
        return Sample.message(id, heard[id & (HEARD - 1)], 8);
    }
}
