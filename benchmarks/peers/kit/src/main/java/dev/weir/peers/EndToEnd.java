package dev.weir.peers;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The client's side of the runs over a WebSocket: counts messages, remembers how long each was under way, and answers the
 * commands {@code reset}, {@code report} and {@code heap} that come on standard input.
 *
 * <p>A message's content is the sender's monotonic clock, which on Linux is the same in every process.
 */
public final class EndToEnd {
    private static final int MOST = 4_000_000;

    private final long[] latencies = new long[MOST];
    private int timed;
    private long received;
    private long cpu;

    /** A message has come to the bot's handler. */
    public synchronized void received(String content) {
        received++;
        if (timed < MOST && !content.isEmpty() && content.charAt(0) == '@') {
            latencies[timed++] = System.nanoTime() - Long.parseLong(content, 1, content.length(), 10);
        }
    }

    /** Says that the client is ready, then answers until standard input ends; ends the process. */
    public void serve(String version) throws IOException, InterruptedException {
        System.out.println("READY " + version);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            switch (line) {
                case "reset" -> reset();
                case "report" -> report();
                case "heap" -> System.out.println("RESULT " + Json.text(Json.object("heapBytes", Bench.usedHeap())));
                default -> System.out.println("RESULT {}");
            }
            System.out.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private synchronized void reset() {
        timed = 0;
        received = 0;
        cpu = cpuNanos();
        System.out.println("RESULT {}");
    }

    private synchronized void report() {
        long used = cpuNanos() - cpu;
        long[] sorted = Arrays.copyOf(latencies, timed);
        Arrays.sort(sorted);
        System.out.println("RESULT "
                + Json.text(Json.object(
                        "received",
                        received,
                        "cpuNanos",
                        used,
                        "p50",
                        quantile(sorted, 0.50),
                        "p99",
                        quantile(sorted, 0.99),
                        "p999",
                        quantile(sorted, 0.999))));
    }

    private static long quantile(long[] sorted, double q) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * q))];
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
