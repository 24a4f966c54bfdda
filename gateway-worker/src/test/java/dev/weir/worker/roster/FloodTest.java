package dev.weir.worker.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * {@link Flood} in a process of its own with 128 MiB. {@code -Dweir.flood.seconds=60} makes it as long as the claim, in which callers wait
 * up to 30 s.
 */
class FloodTest {
    private static final long SECONDS = Long.getLong("weir.flood.seconds", 8);
    private static final long PATIENCE = SECONDS >= 60 ? 30 : 2;

    @Test
    void aTenfoldFloodLeavesTheWorkerAliveTheOthersHeardAndEveryCallerAnsweredOnce() throws Exception {
        Map<String, Long> seen = flood();

        assertThat(seen.get("asked")).as("started and still alive: %s", seen).isGreaterThan(10 * 500);
        assertThat(seen.get("evicted")).as("it was a flood: %s", seen).isGreaterThan(500);
        assertThat(seen.get("mostHeldBytes"))
                .as("the budget and one turn's items: %s", seen)
                .isLessThan(seen.getOrDefault("budgetBytes", 0L) + (4 << 20));
        assertThat(seen.get("eventsDropped")).isZero();
        assertThat(seen.get("steadySent")).isPositive();
        assertThat(seen.get("steadyHeard")).as("on the same shard").isEqualTo(seen.get("steadySent"));
        assertThat(seen.get("calmSent")).isPositive();
        assertThat(seen.get("calmHeard")).as("on the other shard").isEqualTo(seen.get("calmSent"));
        assertThat(seen.get("callers")).isPositive();
        assertThat(seen.get("answers")).as("each once").isEqualTo(seen.get("callers"));
        assertThat(seen.get("slowestAnswerMillis")).isLessThanOrEqualTo(PATIENCE * 1_000 + 1_000);
    }

    private static Map<String, Long> flood() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Flood.class.getName(),
                        String.valueOf(SECONDS),
                        String.valueOf(PATIENCE))
                .redirectErrorStream(true)
                .start();
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
