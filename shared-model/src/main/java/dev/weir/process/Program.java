package dev.weir.process;

import ch.qos.logback.classic.Level;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * A program of Weir: its command line, its settings, how it starts, and how it ends.
 *
 * <p>Started, it prints one line when it is ready. SIGTERM and SIGINT end it in order, with {@link ExitCode#OK}, and nothing else
 * does: code in it that calls {@link System#exit} ends it in order with {@link ExitCode#EXIT_CALLED}. What a person can mend ends it
 * with a message and no stack trace.
 */
public final class Program {
    private static final Logger log = LoggerFactory.getLogger(Program.class);

    private final String name;
    private final String purpose;
    private final List<Key<?>> keys;
    private final List<Rule> rules = new ArrayList<>();
    private final Map<Class<? extends Exception>, ExitCode> known = new LinkedHashMap<>();

    /** Opens a program's parts and returns; the program goes on until it is told to end. */
    @FunctionalInterface
    public interface Body {
        void start(Run run) throws Exception;
    }

    private Program(String name, String purpose, List<Key<?>> keys) {
        this.name = name;
        this.purpose = purpose;
        this.keys = new ArrayList<>(keys);
        this.keys.addAll(Logging.KEYS);
    }

    /**
     * Describes a program.
     *
     * @param keys all of its own settings; those of the log are added
     */
    public static Program of(String name, String purpose, List<Key<?>> keys) {
        return new Program(name, purpose, keys);
    }

    /** Refuses settings that do not fit each other. */
    public Program checking(List<Rule> more) {
        rules.addAll(more);
        return this;
    }

    /** Has an exception of another package end the program with its message and this code, as a {@link Problem} does. */
    public Program ending(Class<? extends Exception> type, ExitCode code) {
        known.put(type, code);
        return this;
    }

    /** The version of Weir, from its jar. */
    public static String version() {
        String version = Program.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Runs until it is told to end, and ends the process. */
    public void main(String[] args, Body body) {
        lookNamesUpAnew();
        Ending ending = new Ending();
        ExitCalls.watch(ending::exitCalled);
        Runtime.getRuntime().addShutdownHook(new Thread(ending::shutDown, name + "-end"));
        Thread.setDefaultUncaughtExceptionHandler((thread, uncaught) ->
                log.error("thread '{}' ended by an exception that nothing caught", thread.getName(), uncaught));
        ExitCode code = run(args, System.getenv(), System.out, System.err, body, ending);
        ending.endedByItself(code);
    }

    /**
     * Coordinators and Discord are looked up by name again and again, since their addresses change. Java keeps a name's address for
     * 30 s, and for 10 s that it has none, unless told before the first look-up.
     */
    private static void lookNamesUpAnew() {
        Security.setProperty("networkaddress.cache.ttl", "5");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    /** The same without ending the process, for tests. */
    ExitCode run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err, Body body) {
        return run(args, environment, out, err, body, new Ending());
    }

    private ExitCode run(
            String[] args,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err,
            Body body,
            Ending ending) {
        Said said = new Said(out, err);
        try {
            Run run = prepare(args, environment, said);
            return run == null ? ExitCode.OK : go(run, body, ending, out);
        } catch (ParameterException wrong) {
            said.error(name + ": " + wrong.getMessage() + "; " + name + " --help lists what there is");
            return ExitCode.CONFIGURATION;
        } catch (Throwable failed) {
            // An Error, too: a main thread that dies of it would look like an end that was asked for.
            return report(failed, said);
        }
    }

    /** What a program prints beside its log, in the same form. */
    private static final class Said {
        private final PrintStream out;
        private final PrintStream err;
        private volatile boolean json;

        Said(PrintStream out, PrintStream err) {
            this.out = out;
            this.err = err;
        }

        void line(String text) {
            out.println(Logging.line(json, Level.INFO, text));
            out.flush();
        }

        void error(String text) {
            err.println(Logging.line(json, Level.ERROR, text));
        }
    }

    private static ExitCode go(Run run, Body body, Ending ending, PrintStream out) throws Exception {
        ending.started(run);
        try {
            body.start(run);
            out.flush();
            run.await();
            return ExitCode.OK;
        } finally {
            run.close();
        }
    }

    private @Nullable Run prepare(String[] args, Map<String, String> environment, Said said) {
        CommandLine line = new CommandLine(spec());
        ParseResult parsed = line.parseArgs(args);
        if (parsed.isUsageHelpRequested()) {
            line.usage(said.out);
            return null;
        }
        if (parsed.isVersionHelpRequested()) {
            line.printVersionHelp(said.out);
            return null;
        }
        Path file = parsed.matchedOptionValue("--config", null);
        List<String> sets = parsed.matchedOptionValue("--set", List.of());
        Settings settings = Settings.readAsFarAsPossible(keys, rules, new Settings.Sources(file, environment, sets));
        said.json = Boolean.TRUE.equals(settings.find(Logging.JSON));
        settings.requireNoMistakes();
        Logging.configure(settings.get(Logging.LEVEL), said.json);
        if (!settings.ignoredVariables().isEmpty()) {
            log.warn("these environment variables set nothing here: {}", settings.ignoredVariables());
        }
        return new Run(settings, said::line);
    }

    private CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(name).version(name + " " + version());
        spec.addOption(OptionSpec.builder("--config")
                .paramLabel("FILE")
                .type(Path.class)
                .description("Settings in YAML.")
                .build());
        spec.addOption(OptionSpec.builder("--set")
                .paramLabel("KEY=VALUE")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .description("One setting; goes before the environment (WEIR_KEY) and the file. May be repeated.")
                .build());
        spec.addOption(OptionSpec.builder("--help", "-h")
                .usageHelp(true)
                .type(boolean.class)
                .arity("0")
                .description("Shows this.")
                .build());
        spec.addOption(OptionSpec.builder("--version")
                .versionHelp(true)
                .type(boolean.class)
                .arity("0")
                .description("Shows the version.")
                .build());
        // Percent signs are picocli's format characters.
        spec.usageMessage()
                .description(purpose.replace("%", "%%"))
                .footerHeading("%nSettings:%n")
                .footer(keys.stream()
                        .map(key -> "  " + key.help().replace("%", "%%"))
                        .toArray(String[]::new))
                .width(120);
        return spec;
    }

    private ExitCode report(Throwable failed, Said said) {
        if (failed instanceof Problem problem) {
            return say(problem, problem.exitCode(), said);
        }
        for (Map.Entry<Class<? extends Exception>, ExitCode> one : known.entrySet()) {
            if (one.getKey().isInstance(failed)) {
                return say(failed, one.getValue(), said);
            }
        }
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return say(failed, ExitCode.PORT_IN_USE, said);
            }
        }
        log.error("{} ended by a mistake of its own", name, failed);
        said.error(name + ": internal error: " + failed);
        return ExitCode.INTERNAL;
    }

    private ExitCode say(Throwable failed, ExitCode code, Said said) {
        said.error(name + ": " + failed.getMessage());
        return code;
    }

    /** The end of the process: by a signal, by code that calls exit, or by itself; whichever comes first. */
    private static final class Ending {
        private @Nullable Run run;
        private @Nullable String exitCall;
        private boolean ended;

        synchronized void started(Run started) {
            run = started;
        }

        /** Before the shutdown hook, which follows. */
        synchronized void exitCalled(String call) {
            exitCall = call;
        }

        /** In the shutdown hook: closes here, since the JVM does not wait for any other thread. */
        void shutDown() {
            Run toClose = take();
            if (toClose == null) {
                return;
            }
            String call = called();
            if (call == null) {
                log.info("told to end");
            } else {
                log.error(
                        "{}; nothing had asked this process to end: it ends in order, with {}",
                        call,
                        code(call).status());
            }
            toClose.close();
            // The JVM's own status after SIGTERM is 143, which supervisors take for a failure; that of the call may be
            // 0.
            Runtime.getRuntime().halt(code(call).status());
        }

        void endedByItself(ExitCode code) {
            take();
            System.exit(code.status());
        }

        private static ExitCode code(@Nullable String call) {
            return call == null ? ExitCode.OK : ExitCode.EXIT_CALLED;
        }

        private synchronized @Nullable String called() {
            return exitCall;
        }

        private synchronized @Nullable Run take() {
            if (ended) {
                return null;
            }
            ended = true;
            return run;
        }
    }
}
