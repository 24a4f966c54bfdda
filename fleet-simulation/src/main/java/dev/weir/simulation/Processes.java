package dev.weir.simulation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A sweep in several processes, each with its own part of the seeds.
 *
 * <p>Processes and not threads: the code of a schedule and its world take turns thousands of times, and a turn is cheap only where
 * all virtual threads of a process share one carrier.
 */
final class Processes {
    /** What a world makes is garbage soon: a young generation that stays in the processor's cache is faster than a large one. */
    private static final List<String> HEAP = List.of("-XX:+UseSerialGC", "-Xmx384m", "-Xmn16m");

    /** Begins the last line of a part. */
    static final String SUM = "sum ";

    private Processes() {}

    /** Runs all seeds from {@code first} on; what the parts print about broken promises is printed as it comes. */
    static Sweep run(int jobs, long first, long count, PrintWriter out) throws InterruptedException {
        List<Process> started = new ArrayList<>();
        try (ExecutorService readers = Executors.newFixedThreadPool(jobs)) {
            List<Future<Sweep>> parts = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                long from = first + count * i / jobs;
                long to = first + count * (i + 1) / jobs;
                Process process = start(from, to - from);
                started.add(process);
                parts.add(readers.submit(() -> follow(process, out)));
            }
            Sweep all = Sweep.NONE;
            for (Future<Sweep> part : parts) {
                all = all.plus(part.get());
            }
            return all;
        } catch (ExecutionException | IOException failed) {
            throw new IllegalStateException("a part of the simulation failed", failed);
        } finally {
            started.forEach(Process::destroy);
        }
    }

    private static Process start(long first, long count) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-agentlib") && !option.startsWith("-javaagent")) {
                command.add(option);
            }
        }
        command.addAll(HEAP);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("--part", "--first", String.valueOf(first), "--seeds", String.valueOf(count)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Sweep follow(Process process, PrintWriter out) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(SUM)) {
                    return sum(line.substring(SUM.length()).split(" ", -1));
                }
                synchronized (out) {
                    out.println(line);
                    out.flush();
                }
            }
        }
        throw new IOException("a part ended without a sum");
    }

    private static Sweep sum(String[] fields) {
        return new Sweep(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]));
    }

    /** What {@link #follow} reads. */
    static String line(Sweep part) {
        return SUM + part.schedules() + " " + part.steps() + " " + part.millis() + " " + part.failures();
    }
}
