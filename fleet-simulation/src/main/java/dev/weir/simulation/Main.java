package dev.weir.simulation;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs schedules, or one of them with everything that happens in it. */
@Command(
        name = "weir simulate",
        description =
                "Runs the deciding parts of a fleet in virtual time under seeded faults, and checks what is promised.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no promise was broken", "1:a promise was broken", "2:bad usage"})
public final class Main implements Callable<Integer> {
    private static final int SHOWN = 10;
    private static final long TELL_EVERY = 2_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--seeds", description = "How many schedules to run (default: ${DEFAULT-VALUE}).")
    private long seeds = 1_000;

    @Option(names = "--first", description = "First seed of them (default: ${DEFAULT-VALUE}).")
    private long first = 1;

    @Option(names = "--seed", description = "Run this one only, and shrink it when it fails.")
    private @Nullable Long seed;

    @Option(names = "--trace", description = "With --seed: print everything that happens.")
    private boolean trace;

    @Option(names = "--jobs", description = "How many processes share the seeds (default: one for each processor).")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = "--part", hidden = true, description = "Is one of these processes.")
    private boolean part;

    private Main() {}

    /** Ends the process. */
    public static void main(String[] args) {
        // Before the first virtual thread: all of them share one carrier, see Processes.
        System.setProperty("jdk.virtualThreadScheduler.parallelism", "1");
        System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", "1");
        System.exit(run(args));
    }

    static int run(String... args) {
        silence();
        return new CommandLine(new Main()).execute(args);
    }

    /** The deciding parts log as they do in earnest; thousands of fleets at once are no reading. */
    static void silence() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(ch.qos.logback.classic.Level.OFF);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        return seed == null ? sweep(out) : one(out, seed);
    }

    private int sweep(PrintWriter out) throws InterruptedException {
        if (seeds < 1 || jobs < 1) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--seeds and --jobs must be at least 1, were " + seeds + " and " + jobs);
        }
        long began = System.nanoTime();
        if (part) {
            out.println(Processes.line(part(out, began)));
            out.flush();
            return 0;
        }
        Sweep sweep = Processes.run(Math.toIntExact(Math.min(jobs, seeds)), first, seeds, out);
        out.printf(
                "%,d schedules (seeds %d to %d), %,d steps, %,d hours of virtual time, %d s: %d broke a promise%n",
                sweep.schedules(),
                first,
                first + seeds - 1,
                sweep.steps(),
                sweep.millis() / 3_600_000,
                (System.nanoTime() - began) / 1_000_000_000,
                sweep.failures());
        out.flush();
        return sweep.failures() == 0 ? 0 : 1;
    }

    private Sweep part(PrintWriter out, long began) {
        AtomicLong failures = new AtomicLong();
        return Sweep.run(
                first,
                seeds,
                Sabotage.NONE,
                (broke, what) -> {
                    out.printf("%nseed %d: %s%n", broke, what);
                    out.flush();
                    if (failures.incrementAndGet() <= SHOWN) {
                        shrink(out, Schedule.of(broke));
                        out.flush();
                    }
                },
                done -> {
                    if (done % TELL_EVERY == 0) {
                        out.printf(
                                "seeds %d to %d: %,d of %,d done, %d s, %d broke a promise%n",
                                first,
                                first + seeds - 1,
                                done,
                                seeds,
                                (System.nanoTime() - began) / 1_000_000_000,
                                failures.get());
                        out.flush();
                    }
                });
    }

    private int one(PrintWriter out, long which) {
        Schedule schedule = Schedule.of(which);
        Verdict verdict = new World(schedule, trace).run();
        if (trace) {
            out.println(schedule);
            verdict.trace().forEach(out::println);
        }
        String broken = verdict.broken();
        out.printf(
                "seed %d: %s (%,d steps, %d s of virtual time, fingerprint %016x)%n",
                which,
                broken == null ? "every promise kept" : broken,
                verdict.steps(),
                verdict.millis() / 1_000,
                verdict.fingerprint());
        if (broken != null) {
            shrink(out, schedule);
        }
        out.flush();
        return broken == null ? 0 : 1;
    }

    private static void shrink(PrintWriter out, Schedule schedule) {
        Schedule least = Shrinking.of(schedule);
        out.printf("  replay: ./weir simulate --seed %d --trace%n", schedule.seed());
        out.printf(
                "  %d of its %d faults are enough (%d workers, %d coordinators, %d shards, %d buckets):%n",
                least.faults().size(),
                schedule.faults().size(),
                schedule.workers(),
                schedule.coordinators(),
                schedule.shards(),
                schedule.buckets());
        least.faults().forEach(fault -> out.println("    " + fault));
    }
}
