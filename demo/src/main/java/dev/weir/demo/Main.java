package dev.weir.demo;

import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetPlan.FleetPorts;
import dev.weir.demo.fleet.Places;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the demo. */
@Command(
        name = "weir demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "A whole fleet on this machine against a simulated Discord. Needs no account and no set-up.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all went as it should",
            "1:something did not, or a process could not be started; the summary says what",
            "2:wrong usage"
        })
final class Main implements Callable<Integer> {

    /** How the summary is printed. */
    enum Output {
        text,
        json
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--workers",
            defaultValue = "2",
            paramLabel = "N",
            description = "worker processes (${DEFAULT-VALUE})")
    private int workers;

    @Option(
            names = "--coordinators",
            defaultValue = "1",
            paramLabel = "N",
            description = "coordinator processes: 1, 3 or 5 (${DEFAULT-VALUE})")
    private int coordinators;

    @Option(
            names = "--shards",
            defaultValue = "4",
            paramLabel = "N",
            description = "shards of the bot (${DEFAULT-VALUE})")
    private int shards;

    @Option(names = "--guilds", defaultValue = "200", paramLabel = "N", description = "guilds (${DEFAULT-VALUE})")
    private int guilds;

    @Option(
            names = "--channels",
            defaultValue = "5",
            paramLabel = "N",
            description = "channels in each guild (${DEFAULT-VALUE})")
    private int channels;

    @Option(
            names = "--rate",
            defaultValue = "200",
            paramLabel = "N",
            description = "events a second (${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = DurationOption.class,
            description = "end by itself after this time, as 30s or 2m, with a summary (runs until Ctrl-C)")
    private @Nullable Duration length;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            paramLabel = "FORM",
            description =
                    "form of the summary: ${COMPLETION-CANDIDATES}; json leaves nothing else on stdout (${DEFAULT-VALUE})")
    private Output output = Output.text;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "of the simulated world (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--rest-port",
            defaultValue = "7700",
            paramLabel = "PORT",
            description = "REST of the first coordinator; each further one 10 higher (${DEFAULT-VALUE})")
    private int restPort;

    @Option(
            names = "--probe-port",
            defaultValue = "7711",
            paramLabel = "PORT",
            description = "probe of the first worker; each further one 1 higher (${DEFAULT-VALUE})")
    private int probePort;

    @Option(
            names = "--simulator-port",
            defaultValue = "7720",
            paramLabel = "PORT",
            description = "the simulated Discord (${DEFAULT-VALUE})")
    private int simulatorPort;

    @Option(
            names = "--cluster-port",
            defaultValue = "7701",
            paramLabel = "PORT",
            description = "cluster port of the first coordinator; each further one 1 higher (${DEFAULT-VALUE})")
    private int clusterPort;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "keep configuration and logs here (a temporary folder, removed when all went well)")
    private @Nullable Path folder;

    private Main() {}

    /** Runs the demo and ends with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() {
        FleetPlan plan;
        try {
            plan = new FleetPlan(
                    coordinators,
                    workers,
                    shards,
                    guilds,
                    channels,
                    rate,
                    16,
                    FleetPlan.BRISK_HEARTBEAT_MILLIS,
                    seed,
                    new FleetPorts(restPort, probePort, simulatorPort, clusterPort),
                    Map.of(),
                    Map.of(),
                    Places.LOOPBACK);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), e.getMessage());
        }
        return new Demo(plan, length, output == Output.json, folder).run();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command's specification");
        }
        return spec;
    }
}
