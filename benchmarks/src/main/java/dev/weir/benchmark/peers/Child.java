package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A started process that answers in lines {@code RESULT {…}}; pinned where the machine can. */
final class Child implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String END = "\0";
    private static final int GOODBYE_SECONDS = 20;

    private final Process process;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(1_000);
    private final PrintStream in;
    /** Should this process be stopped, nothing it started goes on. */
    private final Thread ending = new Thread(this::kill);

    private Child(Process process) {
        this.process = process;
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Runtime.getRuntime().addShutdownHook(ending);
        Thread.ofVirtual().start(this::read);
    }

    /** Starts it. {@code cpus} as taskset takes them; empty for no pinning. */
    static Child start(List<String> command, String cpus, Path errors, Map<String, String> environment)
            throws IOException {
        List<String> all = new ArrayList<>();
        if (!cpus.isEmpty()) {
            all.addAll(List.of("taskset", "-c", cpus));
        }
        all.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        builder.environment().putAll(environment);
        return new Child(builder.start());
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("RESULT ") || line.startsWith("READY")) {
                    lines.put(line);
                }
            }
            lines.put(END);
        } catch (IOException e) {
            var _ = lines.offer(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What comes next, or {@code {"stopped": why}}, with {@code "failed": true} when it was no answer of the process itself. */
    JsonNode result(Duration patience) throws IOException, InterruptedException {
        String line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            return failed("no answer within " + patience.toSeconds() + " s");
        }
        if (line.equals(END)) {
            if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                return failed("the process closed its output and went on");
            }
            int code = process.exitValue();
            // 3 is the JVM's for -XX:+ExitOnOutOfMemoryError; Node aborts.
            return code == 3 || code == 134
                    ? JsonNodeFactory.instance.objectNode().put("stopped", "out of memory")
                    : failed("the process ended with " + code);
        }
        return line.startsWith("READY")
                ? JsonNodeFactory.instance
                        .objectNode()
                        .put("ready", line.substring(5).strip())
                : JSON.readTree(line.substring("RESULT ".length()));
    }

    private static JsonNode failed(String why) {
        return JsonNodeFactory.instance.objectNode().put("stopped", why).put("failed", true);
    }

    JsonNode ask(String command, Duration patience) throws IOException, InterruptedException {
        in.println(command);
        return result(patience);
    }

    /** Ends the process and what it started, and waits until it is gone: the next one needs its memory. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            // This process is ending itself: the hook does it as well.
        }
        kill();
        try {
            if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
