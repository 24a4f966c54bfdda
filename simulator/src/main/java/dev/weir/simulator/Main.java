package dev.weir.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the simulated Discord as a process of its own. */
@Command(
        name = "simulator",
        description = "A strict simulated Discord on 127.0.0.1.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:ended as asked", "2:bad usage or configuration", "3:port in use"},
        footer = "%nThe token that is accepted comes from --token-file or from WEIR_DISCORD_TOKEN.")
public final class Main implements Callable<Integer> {

    static final int BAD_USAGE = 2;
    static final int PORT_IN_USE = 3;
    private static final String TOKEN_VARIABLE = "WEIR_DISCORD_TOKEN";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--port", description = "Port on 127.0.0.1; 0 takes any (default: ${DEFAULT-VALUE}).")
    private int port = SimulatorConfig.DEFAULT_PORT;

    @Option(names = "--shards", description = "Shards that GET /gateway/bot recommends (default: ${DEFAULT-VALUE}).")
    private int shards = 4;

    @Option(names = "--guilds", description = "Guilds (default: ${DEFAULT-VALUE}).")
    private int guilds = 200;

    @Option(names = "--channels", description = "Text channels per guild (default: ${DEFAULT-VALUE}).")
    private int channels = 10;

    @Option(names = "--users", description = "People per guild (default: ${DEFAULT-VALUE}).")
    private int users = 50;

    @Option(names = "--rate", description = "Pieces of traffic per second, 0 for none (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--seed", description = "Seed of the world and of the traffic (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--max-concurrency", description = "Identify buckets (default: ${DEFAULT-VALUE}).")
    private int maxConcurrency = 1;

    @Option(names = "--daily-identifies", description = "Identifies per day (default: ${DEFAULT-VALUE}).")
    private int dailyIdentifies = 1_000;

    @Option(names = "--heartbeat-interval", description = "In milliseconds (default: ${DEFAULT-VALUE}).")
    private int heartbeatMillis = 41_250;

    @Option(names = "--token-file", description = "File with the token to accept.", paramLabel = "FILE")
    private @Nullable Path tokenFile;

    @Option(names = "--ca-file", description = "Where to write the CA certificate as PEM.", paramLabel = "FILE")
    private @Nullable Path caFile;

    @Option(names = "--log", description = "Where to write the referee's log as JSON lines.", paramLabel = "FILE")
    private @Nullable Path logFile;

    public static void main(String[] args) {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "simulator-logback.xml");
        }
        System.exit(run(args));
    }

    static int run(String... args) {
        CommandLine line = new CommandLine(new Main());
        line.setParameterExceptionHandler((problem, _) -> {
            PrintWriter err = problem.getCommandLine().getErr();
            err.println("simulator: " + problem.getMessage());
            err.println("Try --help.");
            return BAD_USAGE;
        });
        return line.execute(args);
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            Simulator simulator = Simulator.start(config());
            if (caFile != null) {
                writeAtomically(caFile, simulator.caCertificatePem());
            }
            stopOnSignal(simulator);
            out().println("simulator ready on 127.0.0.1:" + simulator.port());
            out().flush();
            // Only a signal ends the process.
            new CountDownLatch(1).await();
            return 0;
        } catch (Misuse | IllegalArgumentException e) {
            return fail(BAD_USAGE, e.getMessage());
        } catch (IOException e) {
            return e.getCause() instanceof BindException
                    ? fail(
                            PORT_IN_USE,
                            "port " + port + " on 127.0.0.1 is in use; end the other program or give another --port"
                                    + " (0 takes any that is free)")
                    : fail(BAD_USAGE, "cannot write or listen: " + e);
        }
    }

    /** Ends with 0 where the JVM would say 143: being stopped is what it waits for. */
    private static void stopOnSignal(Simulator simulator) {
        Thread stop = new Thread(
                () -> {
                    simulator.close();
                    Runtime.getRuntime().halt(0);
                },
                "simulator-stop");
        Runtime.getRuntime().addShutdownHook(stop);
    }

    private SimulatorConfig config() throws Misuse {
        SimulatorConfig usual = SimulatorConfig.defaults(token());
        // In one piece, so that all mistakes are told together.
        return new SimulatorConfig(
                port,
                usual.token(),
                shards,
                guilds,
                channels,
                users,
                rate,
                seed,
                maxConcurrency,
                dailyIdentifies,
                Duration.ofMillis(heartbeatMillis),
                usual.identifyInterval(),
                usual.shardMultiple(),
                usual.guildsPerShard(),
                usual.allowedPrivilegedIntents(),
                usual.answerWithin(),
                usual.tokenValid(),
                usual.history(),
                usual.resumeWindow(),
                usual.replayBound(),
                usual.replayBytes(),
                usual.pendingBytes(),
                usual.restCallsPerSecond(),
                usual.invalidRequestBound(),
                usual.logEntries(),
                logFile);
    }

    private String token() throws Misuse {
        if (tokenFile != null) {
            try {
                return Files.readString(tokenFile).strip();
            } catch (NoSuchFileException _) {
                throw new Misuse("--token-file " + tokenFile + ": there is no such file");
            } catch (IOException e) {
                throw new Misuse("--token-file " + tokenFile + " cannot be read: "
                        + e.getClass().getSimpleName());
            }
        }
        String token = System.getenv(TOKEN_VARIABLE);
        if (token == null) {
            throw new Misuse("no token: give --token-file FILE or set " + TOKEN_VARIABLE
                    + " to the token that clients will use (any text without spaces)");
        }
        return token.strip();
    }

    private static void writeAtomically(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path beside = Files.createTempFile(directory, ".simulator", ".pem");
        try {
            Files.writeString(beside, text);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private int fail(int code, @Nullable String message) {
        line().getErr().println("simulator: " + message);
        return code;
    }

    private PrintWriter out() {
        return line().getOut();
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec, "picocli sets it").commandLine();
    }

    /** What the caller can put right. */
    private static final class Misuse extends Exception {
        private static final long serialVersionUID = 1L;

        Misuse(String message) {
            super(message);
        }
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"simulator " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
