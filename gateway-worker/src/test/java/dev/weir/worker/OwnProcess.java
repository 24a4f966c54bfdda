package dev.weir.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs a program of the tests in a JVM of its own, where nobody else uses the heap, and reads the numbers it prints. */
public final class OwnProcess {
    private OwnProcess() {}

    /** Runs it to its end, which must be a good one; each line {@code name=number} of its output is one entry. */
    public static Map<String, Long> run(String heap, Class<?> program, Object... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        for (Object argument : arguments) {
            command.add(String.valueOf(argument));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            Map<String, Long> seen = new TreeMap<>();
            StringBuilder all = new StringBuilder();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    all.append(line).append('\n');
                    String[] parts = line.split("=", -1);
                    if (parts.length == 2 && parts[1].matches("\\d+")) {
                        seen.put(parts[0], Long.valueOf(parts[1]));
                    }
                }
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(all.toString()).isZero();
            return seen;
        } finally {
            process.destroyForcibly();
        }
    }
}
