package dev.weir.benchmark.collector;

import com.sun.management.OperatingSystemMXBean;
import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.collector.Message;
import dev.weir.worker.dispatch.Lane;
import dev.weir.worker.dispatch.LaneSettings;
import dev.weir.worker.dispatch.Registry;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * What a million waiting collectors cost: heap of each, time to start and to end them all, and what an event costs while they
 * wait, set against what it costs without them.
 *
 * <pre>{@code
 * ./weir version                                  # builds the distribution, for its jars
 * mvn -q -pl benchmarks -am compile
 * java @deploy/jvm.args -Xms3g -Xmx3g -cp "benchmarks/target/classes:deploy/target/weir/lib/*" \
 *     dev.weir.benchmark.collector.MillionCollectors [collectors, default 1000000] [rounds, default 5]
 * }</pre>
 *
 * <p>Each collector waits in a channel of its own, with a filter, a time and an idle time, and its builder is put together
 * anew, as a bot does it. The admission grants at once and the registry forgets, so the figures are the lane's own; the heap
 * is read after a full collection, once while the bot keeps all handles. One round before the first is for the compiler and
 * not counted; the medians stand in the last lines.
 */
public final class MillionCollectors {
    private static final int EVENTS = 1_000_000;
    private static final int DISTINCT = 4_096;
    private static final long OWN = 1;

    private MillionCollectors() {}

    /** One round's figures. */
    private record Round(
            double bytes,
            double startSeconds,
            double startCpu,
            double endSeconds,
            double endCpu,
            double own,
            double ownAmong,
            double nobody,
            double nobodyAmong) {}

    /** Runs it. */
    public static void main(String[] args) {
        int collectors = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        PrintStream out = System.out;
        Round[] all = new Round[rounds];
        for (int i = -1; i < rounds; i++) {
            Round round = round(collectors);
            if (i >= 0) {
                all[i] = round;
                out.printf(
                        Locale.ROOT,
                        "round %d: %.0f bytes, start %.2f s (CPU %.2f), end %.2f s (CPU %.2f);"
                                + " an event: own key %.0f ns, among all %.0f ns; nobody %.0f ns, among all %.0f ns%n",
                        i + 1,
                        round.bytes,
                        round.startSeconds,
                        round.startCpu,
                        round.endSeconds,
                        round.endCpu,
                        round.own,
                        round.ownAmong,
                        round.nobody,
                        round.nobodyAmong);
            }
        }
        out.printf(Locale.ROOT, "heap of a collector          %8.0f bytes%n", median(all, Round::bytes));
        out.printf(Locale.ROOT, "start of %,d          %8.2f s%n", collectors, median(all, Round::startSeconds));
        out.printf(Locale.ROOT, "  CPU time of all threads    %8.2f s%n", median(all, Round::startCpu));
        out.printf(Locale.ROOT, "end of %,d            %8.2f s%n", collectors, median(all, Round::endSeconds));
        out.printf(Locale.ROOT, "  CPU time of all threads    %8.2f s%n", median(all, Round::endCpu));
        out.printf(Locale.ROOT, "event, its own collector     %8.0f ns%n", median(all, Round::own));
        out.printf(Locale.ROOT, "  the same among all         %8.2f times%n", median(all, r -> r.ownAmong / r.own));
        out.printf(Locale.ROOT, "event, nobody waits for it   %8.0f ns%n", median(all, Round::nobody));
        out.printf(
                Locale.ROOT, "  the same among all         %8.2f times%n", median(all, r -> r.nobodyAmong / r.nobody));
    }

    private static double median(Round[] rounds, ToDoubleFunction<Round> of) {
        double[] values = Arrays.stream(rounds).mapToDouble(of).sorted().toArray();
        return values[values.length / 2];
    }

    private static Round round(int collectors) {
        Lane lane = lane();
        GatewayEvent[] own = events(OWN, 1);
        GatewayEvent[] elsewhere = events(collectors + 1_000L, DISTINCT);
        start(lane, OWN);
        double nobody = perEvent(lane, elsewhere);
        double alone = perEvent(lane, own);
        @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type arguments
        CollectorHandle<Message>[] handles = new CollectorHandle[collectors];
        long before = heap();
        double cpu = cpu();
        long began = System.nanoTime();
        for (int i = 0; i < collectors; i++) {
            handles[i] = start(lane, 100L + i);
        }
        await(lane, collectors + 1);
        double startSeconds = (System.nanoTime() - began) / 1e9;
        double startCpu = cpu() - cpu;
        double bytes = (heap() - before) / (double) collectors;
        double nobodyAmong = perEvent(lane, elsewhere);
        double among = perEvent(lane, own);
        cpu = cpu();
        began = System.nanoTime();
        lane.sessionLost();
        await(lane, 0);
        double endSeconds = (System.nanoTime() - began) / 1e9;
        double endCpu = cpu() - cpu;
        if (handles[collectors - 1].ended().join().reason() instanceof EndReason.User) {
            throw new IllegalStateException("ended for another reason");
        }
        lane.close(new EndReason.Shutdown());
        return new Round(bytes, startSeconds, startCpu, endSeconds, endCpu, alone, among, nobody, nobodyAmong);
    }

    private static Lane lane() {
        Registry nobodyListens = new Registry() {
            @Override
            public void changed(CollectorRecord record) {}

            @Override
            public void ended(long number) {}
        };
        Answer yes = new Answer.Admitted(() -> {});
        return new Lane(new ShardId(0, 1), 1, LaneSettings.DEFAULT, _ -> true, _ -> yes, nobodyListens);
    }

    private static CollectorHandle<Message> start(Lane lane, long channel) {
        return lane.collectors()
                .messages()
                .inChannel(channel)
                .where("author == 7 && content startsWith \"!\"")
                .time(Duration.ofHours(2))
                .idle(Duration.ofHours(1))
                .start();
    }

    private static void await(Lane lane, int active) {
        while (lane.stats().active() != active) {
            LockSupport.parkNanos(100_000);
        }
    }

    private static double cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static GatewayEvent[] events(long channel, int channels) {
        GatewayEvent[] events = new GatewayEvent[DISTINCT];
        for (int i = 0; i < DISTINCT; i++) {
            events[i] = new GatewayEvent(
                    EventType.MESSAGE_CREATE,
                    "MESSAGE_CREATE",
                    i,
                    System.nanoTime(),
                    1,
                    channel + i % channels,
                    0,
                    1_000_000L + i,
                    8,
                    false,
                    false,
                    new Payload("{\"op\":0,\"d\":{\"content\":\"hello\"}}"));
        }
        return events;
    }

    /** Nanoseconds an event, through the inbox; the least of three, because what disturbs only adds. */
    private static double perEvent(Lane lane, GatewayEvent[] events) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long from = lane.stats().events();
            long began = System.nanoTime();
            for (int e = 0; e < EVENTS; e++) {
                lane.offer(events[e % DISTINCT]);
            }
            while (lane.stats().events() - from < EVENTS) {
                Thread.onSpinWait();
            }
            least = Math.min(least, (System.nanoTime() - began) / (double) EVENTS);
        }
        return least;
    }
}
