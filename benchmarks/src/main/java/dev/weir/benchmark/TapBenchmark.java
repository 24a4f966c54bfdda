package dev.weir.benchmark;

import com.sun.management.OperatingSystemMXBean;
import dev.weir.discord.BotToken;
import dev.weir.discord.Trust;
import dev.weir.model.ShardId;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.gateway.GatewaySettings;
import dev.weir.worker.gateway.JavacordGateway;
import dev.weir.worker.shard.CloseCode;
import dev.weir.worker.shard.GatewayConnection;
import dev.weir.worker.shard.GatewayListener;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a message costs that comes through the packet tap of one shard: a simulated Discord in a process of its own pushes bursts,
 * this process routes them to a listener that counts, and the CPU time of this process is divided by the messages.
 *
 * <pre>{@code
 * ./weir version                                  # builds the distribution, for its jars
 * mvn -q -pl benchmarks -am compile
 * java @deploy/jvm.args -Xmx1g -cp "benchmarks/target/classes:deploy/target/weir/lib/*" \
 *     dev.weir.benchmark.TapBenchmark [messages a round, default 500000] [rounds, default 5]
 * }</pre>
 *
 * <p>Prints one line a round and the medians. Two rounds before the first are for the compiler and are not counted.
 */
public final class TapBenchmark {
    private static final String TOKEN = "benchmark.token.of-no-bot";
    private static final int WARM_UPS = 2;
    private static final int CHANNELS = 50;
    private static final int INTENTS = 1 | 1 << 9 | 1 << 15;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TapBenchmark() {}

    /** One round's figures. */
    private record Round(double perSecond, double microsPerMessage) {}

    /** Runs it. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int messages = args.length > 0 ? Integer.parseInt(args[0]) : 500_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        Path folder = Files.createTempDirectory("weir-tap");
        Path ca = folder.resolve("ca.pem");
        int port = freePort();
        Process discord = simulator(port, ca);
        try {
            await(ca);
            run(messages, rounds, port, ca);
        } finally {
            discord.destroy();
            Files.deleteIfExists(ca);
            Files.deleteIfExists(folder);
        }
    }

    private static void run(int messages, int rounds, int port, Path ca) throws IOException, InterruptedException {
        Counter counter = new Counter();
        GatewaySettings settings = new GatewaySettings(
                new BotToken(TOKEN),
                INTENTS,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                Trust.with(ca));
        try (JavacordGateway gateway = new JavacordGateway(settings);
                GatewayConnection _ = gateway.connect(new ShardId(0, 1), counter, _ -> {}, _ -> true);
                HttpClient control = HttpClient.newHttpClient()) {
            if (!counter.ready.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("not ready within " + PATIENCE);
            }
            PrintStream out = System.out;
            out.printf(Locale.ROOT, "%d messages a round, %d channels, 1 shard%n", messages, CHANNELS);
            List<Round> counted = new ArrayList<>();
            int threads = 0;
            for (int i = -WARM_UPS; i < rounds; i++) {
                if (i == 0) {
                    threads = threads();
                }
                Round round = round(control, port, counter, messages);
                out.printf(
                        Locale.ROOT,
                        "%-7s %,9.0f messages/s  %.2f us CPU a message%n",
                        i < 0 ? "warm-up" : "round " + (i + 1),
                        round.perSecond(),
                        round.microsPerMessage());
                if (i >= 0) {
                    counted.add(round);
                }
            }
            out.printf(
                    Locale.ROOT,
                    "median  %,9.0f messages/s  %.2f us CPU a message; threads %d before, %d after%n",
                    median(counted.stream().mapToDouble(Round::perSecond).toArray()),
                    median(counted.stream().mapToDouble(Round::microsPerMessage).toArray()),
                    threads,
                    threads());
        }
    }

    private static Round round(HttpClient control, int port, Counter counter, int messages)
            throws IOException, InterruptedException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        CountDownLatch all = counter.expect(messages);
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        HttpRequest burst = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sim/burst"))
                .header("Content-Type", "application/json")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"shard\":0,\"count\":" + messages + ",\"channels\":" + CHANNELS + "}"))
                .build();
        HttpResponse<String> answer = control.send(burst, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("the simulator refused the burst: " + answer.body());
        }
        if (!all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(all.getCount() + " messages did not come within " + PATIENCE);
        }
        long nanos = System.nanoTime() - start;
        long used = system.getProcessCpuTime() - cpu;
        return new Round(messages * 1e9 / nanos, used / 1e3 / messages);
    }

    private static Process simulator(int port, Path ca) throws IOException {
        ProcessBuilder process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.weir.simulator.Main",
                "--port",
                "" + port,
                "--shards",
                "1",
                "--guilds",
                "50",
                "--ca-file",
                ca.toString());
        process.environment().put("WEIR_DISCORD_TOKEN", TOKEN);
        return process.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(new File("/dev/stderr"))
                .start();
    }

    private static void await(Path file) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the simulator did not start within " + PATIENCE);
            }
            Thread.sleep(50);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Counts messages; called on one thread at a time. */
    private static final class Counter implements GatewayListener {
        private final CountDownLatch ready = new CountDownLatch(1);
        private volatile CountDownLatch expected = new CountDownLatch(0);
        private volatile int missing;

        CountDownLatch expect(int messages) {
            CountDownLatch all = new CountDownLatch(1);
            expected = all;
            missing = messages;
            return all;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // One writer while a round runs.
        public void event(GatewayEvent event) {
            if (event.type() == EventType.MESSAGE_CREATE && event.channel() != 0 && --missing == 0) {
                expected.countDown();
            }
        }

        @Override
        public void identified() {}

        @Override
        public void ready(int guilds) {
            ready.countDown();
        }

        @Override
        public void resumed() {}

        @Override
        public void disconnected(CloseCode code) {
            System.err.println("connection lost: " + code);
        }

        @Override
        public void heartbeat(Duration roundTrip) {}
    }
}
