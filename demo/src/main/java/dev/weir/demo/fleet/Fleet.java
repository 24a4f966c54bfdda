package dev.weir.demo.fleet;

import dev.weir.demo.fleet.FleetProcess.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A simulated Discord, coordinators and workers as processes of this machine, each with its configuration and log in one
 * folder. Closing it ends every process it started, in bounded time; so does the end of this process, however it ends.
 *
 * <p>Processes may be asked and ended from any thread; they are started by one.
 */
public final class Fleet implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(8);
    private static final List<String> SMALL_HEAP = List.of("-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final List<String> LARGER_HEAP = List.of("-Xmx768m", "-XX:+UseSerialGC");

    private final Path folder;
    private final Installation installation;
    private final FleetPlan plan;
    private final Ports ports;
    private final List<FleetProcess> processes = new CopyOnWriteArrayList<>();
    private final String coordinatorAddresses;
    private final List<Integer> clusterPorts;
    private final int simulatorPort;
    private int workersStarted;
    private volatile boolean closing;

    private Fleet(Path folder, Installation installation, FleetPlan plan, Ports ports) {
        this.folder = folder;
        this.installation = installation;
        this.plan = plan;
        this.ports = ports;
        this.simulatorPort = claim("simulator", plan.ports().simulator(), 0);
        this.clusterPorts = IntStream.range(0, plan.coordinators())
                .mapToObj(i ->
                        claim("cluster port of " + coordinator(i), plan.ports().cluster(), i))
                .toList();
        this.coordinatorAddresses = IntStream.range(0, plan.coordinators())
                .mapToObj(i -> plan.places().of(coordinator(i)).host() + ":" + clusterPorts.get(i))
                .collect(Collectors.joining(","));
    }

    /**
     * Starts everything and waits until each process says that it is ready.
     *
     * @param folder an existing folder for the token, configuration and logs
     * @param notices told what happens, a line at a time
     * @throws FleetFailure when a process does not get ready; what was started has been ended
     */
    public static Fleet start(Path folder, Installation installation, FleetPlan plan, Consumer<String> notices) {
        Fleet fleet = new Fleet(folder, installation, plan, new Ports(notices));
        try {
            fleet.startAll(notices);
            return fleet;
        } catch (RuntimeException | Error e) {
            fleet.close();
            throw e;
        }
    }

    private void startAll(Consumer<String> notices) {
        writeSecret(tokenFile(), throwAwayToken());
        startSimulator().awaitLine("simulator ready on ", START);
        notices.accept("simulated Discord ready");
        List<FleetProcess> coordinators = IntStream.range(0, plan.coordinators())
                .mapToObj(this::startCoordinator)
                .toList();
        coordinators.forEach(coordinator -> coordinator.awaitLine("coordinator ready", START));
        notices.accept(coordinators.size() == 1 ? "coordinator ready" : coordinators.size() + " coordinators ready");
        List<FleetProcess> workers = IntStream.range(0, plan.workers())
                .mapToObj(_ -> startWorker(Map.of()))
                .toList();
        workers.forEach(worker -> worker.awaitLine(" ready: probe ", START));
        notices.accept(workers.size() == 1 ? "worker ready" : workers.size() + " workers ready");
    }

    private FleetProcess startSimulator() {
        return launch(
                "simulator",
                Role.SIMULATOR,
                simulatorPort,
                LARGER_HEAP,
                "dev.weir.simulator.Main",
                List.of(
                        "--port=" + simulatorPort,
                        "--shards=" + plan.shards(),
                        "--guilds=" + plan.guilds(),
                        "--channels=" + plan.channels(),
                        "--rate=" + plan.rate(),
                        "--seed=" + plan.seed(),
                        "--max-concurrency=" + plan.maxConcurrency(),
                        "--heartbeat-interval=" + plan.heartbeatMillis(),
                        "--token-file=" + tokenFile(),
                        "--ca-file=" + certificateFile(),
                        "--log=" + folder.resolve("referee.log")));
    }

    private static String coordinator(int index) {
        return "coordinator-" + (index + 1);
    }

    private FleetProcess startCoordinator(int index) {
        String name = coordinator(index);
        int rest = claim("REST of " + name, plan.ports().rest(), 10 * index);
        Settings settings = discord(new Settings())
                .set("coordinator.id", name)
                .set("coordinator.state-dir", folder.resolve(name + "-state"))
                .set("cluster.name", "weir-demo")
                .set("cluster.bind", plan.places().of(name).host())
                .set("cluster.port", clusterPorts.get(index))
                .set("cluster.coordinators", coordinatorAddresses)
                .set("rest.bind", "127.0.0.1")
                .set("rest.port", rest)
                .set("fleet.shards", plan.shards())
                .set("fleet.max-concurrency", plan.maxConcurrency())
                .set("fleet.expected-workers", plan.workers())
                .setAll(plan.coordinatorSettings());
        return launch(
                name,
                Role.COORDINATOR,
                rest,
                SMALL_HEAP,
                "dev.weir.coordinator.Main",
                List.of("--config", write(name + ".yaml", settings.yaml()).toString()));
    }

    /**
     * Starts one more worker; does not wait for it.
     *
     * @param settings configuration that only this worker has
     */
    public FleetProcess startWorker(Map<String, String> settings) {
        int index = workersStarted++;
        String name = "worker-" + (index + 1);
        int probe = claim("probe of " + name, plan.ports().probe(), index);
        Settings all = discord(new Settings())
                .set("worker.id", name)
                .set("worker.bots", installation.bots())
                .set("worker.capacity", plan.shards())
                .set("worker.probe.bind", "127.0.0.1")
                .set("worker.probe.port", probe)
                .set("cluster.name", "weir-demo")
                .set("cluster.coordinators", coordinatorAddresses)
                .setAll(plan.workerSettings())
                .setAll(settings);
        return launch(
                name,
                Role.WORKER,
                probe,
                SMALL_HEAP,
                "dev.weir.worker.Main",
                List.of("--config", write(name + ".yaml", all.yaml()).toString()));
    }

    private Settings discord(Settings settings) {
        return settings.set("discord.token-file", tokenFile())
                .set("discord.proxy", "http://127.0.0.1:" + simulatorPort)
                .set("discord.ca-file", certificateFile());
    }

    /**
     * Starts what has ended once more, with the same configuration and address; does not wait for it. Its log is a new file.
     *
     * @throws FleetFailure when it has not ended
     */
    public FleetProcess startAgain(FleetProcess ended) {
        if (ended.isAlive()) {
            throw new FleetFailure(ended + " has not ended: it cannot be started again");
        }
        return launch(ended.name(), ended.role(), ended.address().getPort(), ended.command());
    }

    /**
     * Starts one more process with the configuration of another, as people do who copy it; does not wait for it.
     *
     * @param settings what the copy has otherwise
     */
    public FleetProcess startCopy(FleetProcess copied, String name, Map<String, String> settings) {
        List<String> command = new ArrayList<>(copied.command());
        settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return launch(name, copied.role(), copied.address().getPort(), command);
    }

    private FleetProcess launch(
            String name, Role role, int port, List<String> jvmOptions, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(plan.places().of(name).enter());
        command.addAll(installation.command(mainClass, jvmOptions, arguments));
        return launch(name, role, port, command);
    }

    private FleetProcess launch(String name, Role role, int port, List<String> command) {
        if (closing) {
            throw new FleetFailure("the fleet is being ended; " + name + " was not started");
        }
        long earlier =
                processes.stream().filter(each -> each.name().equals(name)).count();
        Path log = folder.resolve(earlier == 0 ? name + ".log" : name + "." + (earlier + 1) + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // What this shell sets for a real bot, its token above all, must reach no process of a simulated fleet.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("WEIR_"));
        try {
            FleetProcess process =
                    new FleetProcess(name, role, URI.create("http://127.0.0.1:" + port), command, builder.start(), log);
            processes.add(process);
            if (closing) {
                process.kill();
            }
            return process;
        } catch (IOException e) {
            throw new FleetFailure("cannot start %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Every process ever started, in start order, dead ones too. */
    public List<FleetProcess> processes() {
        return List.copyOf(processes);
    }

    /** Those of one role, dead ones too. */
    public List<FleetProcess> processes(Role role) {
        return processes.stream().filter(process -> process.role() == role).toList();
    }

    public FleetProcess simulator() {
        return processes(Role.SIMULATOR).getFirst();
    }

    /** Holds the throw-away token of this fleet's simulated bot. */
    public Path tokenFile() {
        return folder.resolve("discord.token");
    }

    /** The certificate of the simulated Discord's authority. */
    public Path certificateFile() {
        return folder.resolve("discord-ca.pem");
    }

    public Path folder() {
        return folder;
    }

    /** Ends every process: workers first, so that they can say goodbye; those that do not end in 8 s are killed. */
    @Override
    public void close() {
        closing = true;
        end(Role.WORKER);
        end(Role.COORDINATOR);
        end(Role.SIMULATOR);
        try {
            Files.deleteIfExists(tokenFile());
        } catch (IOException _) {
            // A throw-away token of a simulated bot that is gone: worth nothing.
        }
    }

    private void end(Role role) {
        List<FleetProcess> running =
                processes(role).stream().filter(FleetProcess::isAlive).toList();
        running.forEach(FleetProcess::terminate);
        long end = System.nanoTime() + END.toNanos();
        for (FleetProcess process : running) {
            if (!process.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                process.kill();
            }
        }
    }

    private int claim(String what, int first, int offset) {
        return first == 0 ? ports.claimAny() : ports.claim(what, first + offset);
    }

    private Path write(String file, String text) {
        try {
            return Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new FleetFailure("cannot write %s: %s".formatted(folder.resolve(file), e.getMessage()), e);
        }
    }

    private static void writeSecret(Path file, String secret) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret);
        } catch (IOException e) {
            throw new FleetFailure("cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Of the shape of a real bot's token, made anew for every fleet. */
    private static String throwAwayToken() {
        SecureRandom random = new SecureRandom();
        List<String> parts = new ArrayList<>();
        for (int length : new int[] {18, 4, 28}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            parts.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        return String.join(".", parts);
    }
}
