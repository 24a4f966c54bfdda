package dev.weir.benchmark.admission;

import dev.weir.worker.admission.Answer;
import dev.weir.worker.admission.Demand;
import dev.weir.worker.admission.HeapShares;
import dev.weir.worker.admission.LocalLimits;
import dev.weir.worker.admission.Permit;
import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.shard.WorkerLease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One permit taken and given back: from what this worker was granted before, by a call to Hazelcast, by a call to Redis. Each of
 * the latter two is two round trips over loopback, which a network only makes longer. Two take only, and give back when the time
 * was read.
 *
 * <p>Each sample is the difference of two readings of the clock, so one reading is part of it: {@link #nothing} is what that
 * costs by itself.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AdmissionBenchmark {
    private static final int PERMITS = 100_000;

    /** As large as Discord's, so that none is found among the numbers that Java keeps boxed. */
    private static final long FIRST_GUILD = 175_928_847_299_117_063L;

    private static final long FIRST_USER = 80_351_110_224_678_912L;

    /** A worker's pool with the limits of the fleet, the worker, shards, guilds, users and kinds, and its lease open. */
    @State(Scope.Benchmark)
    public static class Local {
        private final ScheduledExecutorService timeouts = Executors.newSingleThreadScheduledExecutor();
        private final WorkerLease lease = new WorkerLease(System::nanoTime);
        private final Demand plainDemand = new Demand(0, 0, 0, Duration.ofSeconds(30));
        private final Demand[] demands = new Demand[1_024];
        private final PermitPool plain = pool(LocalLimits.queueOf(1_000));
        private final PermitPool all =
                pool(new LocalLimits(PERMITS, PERMITS, 1_000, 100, Map.of("message", PERMITS), 1_000, 100, Map.of()));

        public Local() {
            for (int i = 0; i < demands.length; i++) {
                demands[i] = new Demand(
                        i % 16,
                        FIRST_GUILD + ((long) i << 22),
                        FIRST_USER + ((long) i << 22),
                        List.of("message"),
                        1,
                        0,
                        Duration.ofSeconds(30));
            }
        }

        private PermitPool pool(LocalLimits limits) {
            return new PermitPool(
                    "collectors",
                    limits,
                    lease,
                    HeapShares.DEFAULT.account(Runtime.getRuntime().maxMemory()),
                    System::nanoTime,
                    () -> {},
                    timeouts);
        }

        @Setup(Level.Iteration)
        public void renew() {
            renewOnce();
            var _ = timeouts.schedule(this::renewOnce, 2, TimeUnit.SECONDS);
            plain.allow(PERMITS);
            all.allow(PERMITS);
        }

        private void renewOnce() {
            lease.granted(lease.asked(System.nanoTime()), System.nanoTime());
        }

        @TearDown
        public void stop() {
            timeouts.shutdownNow();
        }
    }

    /** Who asks next. */
    @State(Scope.Thread)
    public static class Turn {
        private int last;

        Demand of(Demand[] demands) {
            last = (last + 1) % demands.length;
            return demands[last];
        }
    }

    /** What was taken within the time, and is given back outside of it. */
    @State(Scope.Thread)
    public static class Taken {
        private Permit permit = () -> {};

        @TearDown(Level.Invocation)
        public void giveBack() {
            permit.release();
        }
    }

    /** Hazelcast behind a client. */
    @State(Scope.Benchmark)
    public static class Hazelcast {
        private final HazelcastPermits permits = new HazelcastPermits(PERMITS);

        @TearDown
        public void stop() {
            permits.close();
        }
    }

    /** Redis, where it is installed. */
    @State(Scope.Benchmark)
    public static class Redis {
        private final RedisPermits permits;

        public Redis() {
            if (!Child.exists(RedisPermits.SERVER)) {
                throw new IllegalStateException("SKIPPED: there is no " + RedisPermits.SERVER
                        + " on the path; install it to have Redis measured");
            }
            permits = new RedisPermits(PERMITS);
        }

        @TearDown
        public void stop() {
            permits.close();
        }
    }

    /** What is part of every sample: one reading of the clock. */
    @Benchmark
    public void nothing() {}

    /** The fleet's limit only. */
    @Benchmark
    public void local(Local local) {
        admitted(local.plain.request(local.plainDemand)).release();
    }

    /** All six scopes, of a thousand guilds and users in turn. */
    @Benchmark
    public void localAllScopes(Local local, Turn turn) {
        admitted(local.all.request(turn.of(local.demands))).release();
    }

    /** Admission alone: the fleet's limit only. */
    @Benchmark
    public void localTake(Local local, Taken taken) {
        taken.permit = admitted(local.plain.request(local.plainDemand));
    }

    /** Admission alone: all six scopes. */
    @Benchmark
    public void localAllScopesTake(Local local, Turn turn, Taken taken) {
        taken.permit = admitted(local.all.request(turn.of(local.demands)));
    }

    @Benchmark
    public void hazelcastPerCall(Hazelcast hazelcast) {
        taken(hazelcast.permits.take());
        hazelcast.permits.give();
    }

    @Benchmark
    public void redisPerCall(Redis redis) {
        taken(redis.permits.take());
        redis.permits.give();
    }

    private static Permit admitted(Answer answer) {
        if (answer instanceof Answer.Admitted admitted) {
            return admitted.permit();
        }
        throw new IllegalStateException("nothing but an admission was to be measured, got " + answer);
    }

    private static void taken(boolean permit) {
        if (!permit) {
            throw new IllegalStateException("nothing but a permit was to be measured");
        }
    }
}
