package dev.weir.benchmark.fleet;

import dev.weir.cluster.ClientSettings;
import dev.weir.cluster.FleetClient;
import dev.weir.cluster.HostPort;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.plan.Grade;
import dev.weir.coordinator.plan.Placement;
import dev.weir.coordinator.plan.Standings;
import dev.weir.model.ShardId;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a large fleet costs its leader: a real coordinator in a process of its own, and here a driver that renews for all workers
 * every 2 s with reports of real size.
 *
 * <p>The driver's workers come with shards that they run already, as after a restart of all coordinators, so that 10,000 shards
 * need no hour of identifies. They share a few Hazelcast clients: the leader has fewer connections than it would have with as
 * many processes. Measured are the leader's CPU time, the renewals from here, and one plan by itself.
 */
@Command(
        name = "FleetScale",
        mixinStandardHelpOptions = true,
        description = "CPU of a leader and time of a renewal with many workers and shards.")
public final class FleetScale implements Runnable {
    private static final long RENEW_EVERY = TimeUnit.SECONDS.toNanos(2);

    @Option(names = "--shards", defaultValue = "10000", description = "shards of the fleet (${DEFAULT-VALUE})")
    private int shards;

    @Option(names = "--workers", defaultValue = "500", description = "workers of the fleet (${DEFAULT-VALUE})")
    private int workers;

    @Option(names = "--clients", defaultValue = "4", description = "Hazelcast clients they share (${DEFAULT-VALUE})")
    private int clients;

    @Option(
            names = "--warm-up",
            defaultValue = "60",
            description = "seconds in which the leader's code is compiled before the phases (${DEFAULT-VALUE})")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "30", description = "length of each phase (${DEFAULT-VALUE})")
    private int seconds;

    private final ConcurrentLinkedQueue<Long> renewalNanos = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
    private final List<PaperWorker> fleet = new ArrayList<>();
    private final List<FleetClient> connections = new ArrayList<>();
    private volatile boolean ended;

    public static void main(String[] args) {
        System.exit(new CommandLine(new FleetScale()).execute(args));
    }

    @Override
    public void run() {
        try {
            measure();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void measure() throws IOException, InterruptedException {
        int rest = freePort();
        int port = freePort();
        Process leader = start(rest, port);
        try {
            for (int i = 0; i < clients; i++) {
                connections.add(FleetClient.start(
                        new ClientSettings("scale", "driver-" + i, HostPort.parseList("127.0.0.1:" + port))));
            }
            await("the coordinator", () -> connections.stream().allMatch(FleetClient::connected));
            for (int i = 0; i < workers; i++) {
                fleet.add(new PaperWorker("w%04d".formatted(i), connections.get(i % clients), "zone-" + i % 3));
            }
            for (int shard = 0; shard < shards; shard++) {
                fleet.get(shard % workers).runs(new ShardId(shard, shards));
            }
            long began = System.nanoTime();
            for (PaperWorker worker : fleet) {
                await("a worker to join", worker::tryToJoin);
                worker.listen(() -> renew(worker));
            }
            Thread.ofPlatform().daemon().name("renewals").start(this::renew);
            await(
                    "every shard to be adopted",
                    () -> fleet.stream().allMatch(PaperWorker::confirmed)
                            && fleet.stream().mapToInt(PaperWorker::active).sum() == shards);
            System.out.printf(
                    Locale.ROOT, "%d shards of %d workers adopted in %.1f s%n", shards, workers, since(began));
            phase("warming up", warmUp, leader, rest);
            phase("at rest", seconds, leader, rest);
            lose(Math.max(1, workers / 100));
            phase("workers lost", seconds, leader, rest);
            plan();
        } finally {
            ended = true;
            connections.forEach(FleetClient::close);
            leader.destroy();
            leader.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private Process start(int rest, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "@deploy/jvm.args",
                "-Xmx512m",
                "-XX:+UseG1GC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.weir.coordinator.Main"));
        for (String setting : List.of(
                "coordinator.id=scale",
                "cluster.name=scale",
                "cluster.port=" + port,
                "rest.port=" + rest,
                "fleet.shards=" + shards,
                "fleet.max-concurrency=16",
                "fleet.expected-workers=" + workers)) {
            command.addAll(List.of("--set", setting));
        }
        return new ProcessBuilder(command)
                .redirectOutput(new File("benchmarks/target/fleet-scale-coordinator.log"))
                .redirectErrorStream(true)
                .start();
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("waited 120 s for " + what);
            }
            Thread.sleep(50);
        }
    }

    /** Each worker in its own turn of the 2 s. */
    private void renew() {
        long began = System.nanoTime();
        for (long turn = 0; !ended; turn++) {
            long due = began + turn * RENEW_EVERY / workers;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            renew(fleet.get((int) (turn % workers)));
        }
    }

    private void renew(PaperWorker worker) {
        if (worker.isLost()) {
            return;
        }
        long sent = System.nanoTime();
        var _ = worker.renew().whenComplete((granted, failed) -> {
            renewalNanos.add(System.nanoTime() - sent);
            if (failed != null || !granted) {
                refused.add(failed == null ? "the epoch was over" : failed.toString());
            }
        });
    }

    private void lose(int count) {
        for (int i = 0; i < count; i++) {
            fleet.get(i).lose();
        }
        System.out.printf(Locale.ROOT, "%d workers are lost%n", count);
    }

    private void phase(String name, int length, Process leader, int rest) throws IOException, InterruptedException {
        renewalNanos.clear();
        refused.clear();
        Duration cpu = cpu(leader);
        double[] rounds = rounds(rest);
        long orders = fleet.stream().mapToLong(PaperWorker::seen).sum();
        long began = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(length));
        double wall = since(began);
        double used = cpu(leader).minus(cpu).toNanos() / 1e9;
        double[] after = rounds(rest);
        long[] sorted = renewalNanos.stream().mapToLong(each -> each).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-14s %.1f s: leader %.3f cores; %d renewals, p50 %.2f ms, p99 %.2f ms, longest %.2f ms, refused %d; orders"
                        + " %d; rounds %.0f, mean %.1f ms%n",
                name,
                wall,
                used / wall,
                sorted.length,
                quantile(sorted, 0.5),
                quantile(sorted, 0.99),
                quantile(sorted, 1),
                refused.size(),
                fleet.stream().mapToLong(PaperWorker::seen).sum() - orders,
                after[0] - rounds[0],
                (after[1] - rounds[1]) / (after[0] - rounds[0]) * 1_000);
    }

    /** One plan over what the maps hold now, by itself. */
    private void plan() {
        FleetClient reader = connections.getFirst();
        FleetView view = FleetView.of(
                shards, reader.workers().all().values(), reader.shards().all().values(), List.of());
        Map<String, Grade> proven =
                view.alive().stream().collect(Collectors.toMap(WorkerRow::worker, _ -> Grade.PROVEN));
        Standings standings = new Standings(Map.of(), proven, Map.of(), Set.of());
        Placement.Terms terms = new Placement.Terms(16, true, Map.of(), 0, Set.of(), Long.MAX_VALUE, standings);
        long[] nanos = new long[200];
        int actions = 0;
        for (int i = 0; i < nanos.length; i++) {
            long began = System.nanoTime();
            actions = Placement.plan(view, terms).actions().size();
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "one plan of %d actions: median %.2f ms, p99 %.2f ms%n",
                actions,
                quantile(nanos, 0.5),
                quantile(nanos, 0.99));
    }

    private static double quantile(long[] sorted, double part) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, part * sorted.length)] / 1e6;
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Count and sum of the leader's rounds so far. */
    private static double[] rounds(int rest) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String metrics = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rest + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return new double[] {
                value(metrics, "weir_coordinator_round_seconds_count "),
                value(metrics, "weir_coordinator_round_seconds_sum ")
            };
        }
    }

    private static double value(String metrics, String series) {
        return metrics.lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
