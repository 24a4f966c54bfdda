package dev.weir.demo.fleet;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process of a fleet, with its log. Thread-safe. */
public final class FleetProcess {
    private static final int SIGKILLED = 128 + 9;

    /** What a process runs as. */
    public enum Role {
        SIMULATOR,
        COORDINATOR,
        WORKER
    }

    private final String name;
    private final Role role;
    private final URI address;
    private final List<String> command;
    private final Process process;
    private final Path log;
    private volatile boolean endExpected;

    FleetProcess(String name, Role role, URI address, List<String> command, Process process, Path log) {
        this.name = name;
        this.role = role;
        this.address = address;
        this.command = List.copyOf(command);
        this.process = process;
        this.log = log;
    }

    public String name() {
        return name;
    }

    public Role role() {
        return role;
    }

    /** Where it answers over HTTP: REST of a coordinator, probe of a worker, control interface of the simulator. */
    public URI address() {
        return address;
    }

    List<String> command() {
        return command;
    }

    public long pid() {
        return process.pid();
    }

    /** Everything it printed. */
    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it ended although nobody here asked it to. */
    public boolean endedUnasked() {
        return !process.isAlive() && !endExpected;
    }

    /** Whether somebody ended it with {@code kill -9}. */
    public boolean wasKilled() {
        return !process.isAlive() && process.exitValue() == SIGKILLED;
    }

    /** Its exit code; 128 + n when signal n ended it. */
    public int exitCode() {
        return process.exitValue();
    }

    /** Ends it without warning, as {@code kill -9}. */
    public void kill() {
        endExpected = true;
        process.destroyForcibly();
    }

    /** Asks it to end, as {@code kill}. */
    public void terminate() {
        endExpected = true;
        process.destroy();
    }

    /** Freezes it, as {@code kill -STOP}. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets a frozen one go on. */
    public void thaw() {
        signal("CONT");
    }

    /** Waits until it has ended; false when it has not in time. */
    public boolean awaitEnd(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Waits until it has printed a text.
     *
     * @throws FleetFailure when it ended before or was too slow, with the last lines of its log
     */
    public void awaitLine(String text, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!printed().contains(text)) {
            if (awaitEnd(Duration.ofMillis(20)) && !printed().contains(text)) {
                throw new FleetFailure("%s ended with code %d before it was ready; the end of %s:%n%s"
                        .formatted(name, exitCode(), log, lastLines(8)));
            }
            if (System.nanoTime() - end > 0) {
                throw new FleetFailure("%s was not ready after %d s ('%s' expected); the end of %s:%n%s"
                        .formatted(name, atMost.toSeconds(), text, log, lastLines(8)));
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new FleetFailure("interrupted while %s was starting".formatted(name));
            }
        }
    }

    /** What it printed so far. */
    public String printed() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new FleetFailure("cannot read %s: %s".formatted(log, e.getMessage()), e);
        }
    }

    /** The end of its log, for messages. */
    public String lastLines(int count) {
        List<String> lines = printed().lines().toList();
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
            if (kill.waitFor() != 0) {
                throw new FleetFailure("kill -%s %d (%s) failed".formatted(signal, pid(), name));
            }
        } catch (IOException e) {
            throw new FleetFailure("cannot run kill: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FleetFailure("interrupted", e);
        }
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }
}
