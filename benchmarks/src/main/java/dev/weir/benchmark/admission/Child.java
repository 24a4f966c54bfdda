package dev.weir.benchmark.admission;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server on loopback that a benchmark starts, and ends with itself. */
final class Child implements AutoCloseable {
    private final Process process;
    private final Thread onExit;

    private Child(Process process) {
        this.process = process;
        this.onExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** Starts it, and returns when a line of its output holds the word. */
    static Child start(List<String> command, String ready) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            Child child = new Child(process);
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            StringBuilder said = new StringBuilder();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.append(line).append(System.lineSeparator());
                if (line.contains(ready)) {
                    // Nobody reads on: a full pipe would stop the server.
                    Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {}));
                    return child;
                }
            }
            throw new IllegalStateException(command.getFirst() + " ended: " + said);
        } catch (IOException e) {
            throw new UncheckedIOException(command.getFirst() + " does not start", e);
        }
    }

    /** A port of loopback that was free a moment ago. */
    static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a program of this name can be run. */
    static boolean exists(String program) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            if (new File(folder, program).canExecute()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(onExit);
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
