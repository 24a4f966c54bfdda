package dev.weir.peers;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * The client's side of the runs over a WebSocket: counts messages, remembers how long each was under way, and answers the
 * commands {@code reset}, {@code count}, {@code report} and {@code heap} that come on standard input.
 *
 * <p>A message's content is the sender's monotonic clock, which on Linux is the same in every process.
 */
public final class EndToEnd {
    private static final int MOST = 4_000_000;

    private long[] latencies = new long[1_000];
    private int timed;
    private long received;
    private long lastNanos;
    private long cpu;

    /** A message has come to the bot's handler. */
    public synchronized void received(String content) {
        long now = System.nanoTime();
        received++;
        lastNanos = now;
        if (!content.isEmpty() && content.charAt(0) == '@' && timed < MOST) {
            if (timed == latencies.length) {
                latencies = Arrays.copyOf(latencies, timed * 2);
            }
            latencies[timed++] = now - Long.parseLong(content, 1, content.length(), 10);
        }
    }

    /** Says that the client is ready, then answers until standard input ends; ends the process. */
    public void serve(String version) throws IOException, InterruptedException {
        System.out.println("READY " + version);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println("RESULT "
                    + Json.text(
                            switch (line) {
                                case "reset" -> reset();
                                case "count" -> count();
                                case "report" -> report();
                                case "heap" -> heap();
                                default -> throw new IllegalArgumentException("no such command: " + line);
                            }));
            System.out.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private synchronized Map<String, Object> reset() {
        timed = 0;
        received = 0;
        cpu = cpuNanos();
        return Map.of();
    }

    private synchronized Map<String, Object> count() {
        return Json.object("received", received);
    }

    private synchronized Map<String, Object> report() {
        long used = cpuNanos() - cpu;
        long[] sorted = Arrays.copyOf(latencies, timed);
        Arrays.sort(sorted);
        return Json.object(
                "received",
                received,
                "lastNanos",
                lastNanos,
                "cpuNanos",
                used,
                "p50",
                quantile(sorted, 0.50),
                "p99",
                quantile(sorted, 0.99),
                "p999",
                quantile(sorted, 0.999));
    }

    /** Without what was remembered here. */
    private Map<String, Object> heap() throws InterruptedException {
        synchronized (this) {
            latencies = new long[1_000];
            timed = 0;
        }
        return Json.object("heapBytes", Bench.usedHeap());
    }

    private static long quantile(long[] sorted, double q) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * q))];
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
