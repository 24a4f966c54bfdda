package dev.weir.demo;

import dev.weir.demo.fleet.Fleet;
import dev.weir.demo.fleet.FleetFailure;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import dev.weir.demo.fleet.FleetProcess.Role;
import dev.weir.demo.fleet.Installation;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run: start the fleet, show it, end it, judge it. */
final class Demo {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration LINE_EVERY = Duration.ofSeconds(2);
    /** With load for this long, collectors must have started and ended: a quiz of the trivia bot takes at most 8 s. */
    private static final Duration ENOUGH_FOR_COLLECTORS = Duration.ofSeconds(15);
    /** Longer than the fleet takes to end at worst. */
    private static final Duration ORDERLY_END = Duration.ofSeconds(28);

    private final FleetPlan plan;
    private final @Nullable Duration length;
    private final boolean json;
    private final @Nullable Path keptFolder;
    private final boolean terminal;
    private final Screen screen;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Demo(FleetPlan plan, @Nullable Duration length, boolean json, @Nullable Path keptFolder) {
        this.plan = plan;
        this.length = length;
        this.json = json;
        this.keptFolder = keptFolder;
        this.terminal = !json && onTerminal();
        PrintStream forPeople = json ? System.err : System.out;
        this.screen = new Screen(forPeople, terminal);
    }

    @SuppressWarnings("SystemConsoleNull") // Java 25 does give null when input or output is redirected.
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** The exit code. */
    int run() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
        try {
            return runInFolder();
        } catch (FleetFailure e) {
            screen.say(stopAsked.getCount() == 0 ? "Stopped while starting." : "weir demo: " + e.getMessage());
            return 1;
        } catch (IOException e) {
            screen.say("weir demo: cannot use a folder for configuration and logs: " + e);
            return 1;
        } finally {
            ended.countDown();
        }
    }

    /** On Ctrl-C and SIGTERM: lets the run come to its orderly end before this process goes. */
    private void stopAndWait() {
        stopAsked.countDown();
        try {
            ended.await(ORDERLY_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private int runInFolder() throws IOException {
        Path folder = keptFolder == null
                ? Files.createTempDirectory("weir-demo-")
                : Files.createDirectories(keptFolder).toAbsolutePath();
        screen.say("Starting a simulated Discord, %d coordinator%s and %d worker%s; logs in %s"
                .formatted(
                        plan.coordinators(),
                        plan.coordinators() == 1 ? "" : "s",
                        plan.workers(),
                        plan.workers() == 1 ? "" : "s",
                        folder));
        Summary summary;
        try (Fleet fleet = Fleet.start(folder, Installation.current(), plan, notice -> screen.say("  " + notice));
                Watch watch = new Watch(fleet)) {
            screen.say(welcome(fleet));
            summary = watchOver(fleet, watch);
            screen.say("Ending %d processes"
                    .formatted(fleet.processes().stream()
                            .filter(FleetProcess::isAlive)
                            .count()));
        }
        screen.say(Screen.summary(summary));
        if (json) {
            System.out.println(summary.json());
        }
        if (summary.ok() && keptFolder == null) {
            remove(folder);
        } else {
            screen.say("Configuration and logs are in " + folder);
        }
        return summary.ok() ? 0 : 1;
    }

    private Summary watchOver(Fleet fleet, Watch watch) {
        long start = System.nanoTime();
        long lastLine = start - LINE_EVERY.toNanos();
        Tally tally = new Tally();
        Set<FleetProcess> gone = new LinkedHashSet<>();
        Snapshot now = watch.look();
        long mostUsed = 0;
        while (true) {
            Duration since = Duration.ofNanos(System.nanoTime() - start);
            tally.add(now);
            if (now.permits() != null) {
                mostUsed = Math.max(mostUsed, now.permits().used());
            }
            tellOfTheDead(fleet, gone);
            if (terminal || System.nanoTime() - lastLine >= LINE_EVERY.toNanos()) {
                lastLine = System.nanoTime();
                screen.show(since, now, tally);
            }
            if ((length != null && since.compareTo(length) >= 0) || stopAskedWithin(LOOK_EVERY)) {
                tellOfTheDead(fleet, gone);
                return summary(since, now, tally, mostUsed, gone);
            }
            Snapshot next = watch.look();
            // While Ctrl-C ends the others too, nobody answers any more: the last good look counts.
            now = stopAsked.getCount() == 0 && next.shards() == null ? now : next;
        }
    }

    private boolean stopAskedWithin(Duration time) {
        try {
            return stopAsked.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Summary summary(Duration since, Snapshot last, Tally tally, long mostUsed, Set<FleetProcess> gone) {
        return new Summary(
                since,
                plan.rate() > 0 && since.compareTo(ENOUGH_FOR_COLLECTORS) >= 0,
                plan.shards(),
                last,
                tally.started(),
                tally.collected(),
                tally.ended(),
                mostUsed,
                gone.stream()
                        .filter(FleetProcess::wasKilled)
                        .map(FleetProcess::toString)
                        .toList(),
                gone.stream()
                        .filter(process -> !process.wasKilled())
                        .map(process -> process + ", exit code " + process.exitCode())
                        .toList());
    }

    /** Not once a stop was asked: Ctrl-C reaches every process of the terminal, so they go because of it. */
    private void tellOfTheDead(Fleet fleet, Set<FleetProcess> gone) {
        for (FleetProcess process : fleet.processes()) {
            if (process.endedUnasked() && stopAsked.getCount() > 0 && gone.add(process)) {
                screen.say(
                        process.wasKilled()
                                ? process + " was killed"
                                : "%s ended with code %d; the end of %s:%n%s"
                                        .formatted(process, process.exitCode(), process.log(), process.lastLines(5)));
            }
        }
    }

    private static String welcome(Fleet fleet) {
        FleetProcess coordinator = fleet.processes(Role.COORDINATOR).getFirst();
        FleetProcess worker = fleet.processes(Role.WORKER).getFirst();
        StringBuilder text = new StringBuilder("\n");
        for (FleetProcess process : fleet.processes()) {
            text.append("  %-14s %s   pid %d%n".formatted(process.name(), process.address(), process.pid()));
        }
        return text.append("""

                Try, in another terminal:
                  kill -9 %d                     # lose %s: its shards go to the others, nothing is acted on twice
                  curl -s %s/v1/shards
                  curl -s %s/v1/collectors
                  curl -s %s/metrics
                  curl -s %s/sim/referee
                Ctrl-C ends everything.
                """.formatted(
                                worker.pid(),
                                worker.name(),
                                coordinator.address(),
                                coordinator.address(),
                                worker.address(),
                                fleet.simulator().address()))
                .toString();
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
