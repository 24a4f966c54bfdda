package dev.weir.benchmark.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs Weir and its peers at the same work and writes the page with its plots. */
@Command(
        name = "benchmarks/peers/run",
        description = "Runs Weir and its peers at the same work and writes docs/comparison.md with its plots.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Main implements Callable<Integer> {
    @Option(names = "--smoke", description = "Small sizes, for CI: the figures mean nothing.")
    private boolean smoke;

    @Option(
            names = "--only",
            split = ",",
            description = "Of weir, discordjs, jda, javacord, discord4j, reader, comma separated.")
    private List<Contender> only = List.of();

    @Option(
            names = "--parts",
            split = ",",
            description =
                    "Of suite, e2e, heap, raw, cost, routing (default: all). What is not run is taken from the last"
                            + " results.")
    private List<Part> parts = List.of();

    @Option(names = "--resume", description = "Goes on where the last run was stopped, and tries again what failed.")
    private boolean resume;

    @Option(
            names = "--minutes",
            description =
                    "Begins nothing that would end later; what is left out is done with --resume (default: no limit).")
    private double minutes = Double.MAX_VALUE;

    @Option(names = "--render-only", description = "Writes page and plots anew from the results that are there.")
    private boolean renderOnly;

    @Option(
            names = "--out",
            description =
                    "Folder for comparison.md and comparison/ (default: docs; with --smoke benchmarks/target/smoke).")
    private @Nullable Path out;

    @Option(names = "--root", hidden = true)
    private Path root = Path.of("").toAbsolutePath();

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** The exit code. */
    static int run(String... args) {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path to = out != null ? out : root.resolve(smoke ? "benchmarks/target/smoke" : "docs");
        Path beside = Files.createDirectories(to.resolve("comparison"));
        Path file = beside.resolve("results.json");
        boolean goOn = renderOnly || resume || !parts.isEmpty() || !only.isEmpty();
        Results results = goOn ? Results.read(file) : Results.none(file);
        if (!renderOnly) {
            run(results);
        } else if (results.isEmpty()) {
            System.err.println("there are no results in " + file + ": run without --render-only first");
            return 2;
        }
        Page page = new Page(results.root());
        Files.writeString(to.resolve("comparison.md"), page.markdown(notes()));
        page.plots(beside);
        System.out.println(page.terminal());
        System.out.println("written: " + to.resolve("comparison.md") + " and " + beside);
        return 0;
    }

    private String notes() throws IOException {
        Path notes = root.resolve("benchmarks/peers/notes.md");
        return Files.exists(notes) ? Files.readString(notes) : "";
    }

    private void run(Results results) throws IOException, InterruptedException {
        Plan plan = smoke ? Plan.SMOKE : Plan.FULL;
        Path work = Files.createDirectories(root.resolve("benchmarks/target/peers"));
        Places places = new Places(root, work);
        List<Part> wanted = parts.isEmpty() ? List.of(Part.values()) : parts;
        results.sitting(plan, Machine.describe(root, command(), smoke));
        List<Job> jobs = Course.jobs(contenders(places, results), wanted, plan).stream()
                .filter(job -> !resume || !results.isDone(job))
                .toList();
        new Course(places, plan, Machine.cpus(), results).run(jobs, minutes);
    }

    private List<Contender> contenders(Places places, Results results) {
        List<Contender> wanted = only.isEmpty() ? List.of(Contender.values()) : only;
        List<Contender> contenders = new ArrayList<>();
        for (Contender each : wanted) {
            String missing = places.missing(each);
            if (missing.isEmpty()) {
                contenders.add(each);
            } else {
                System.err.println("########## SKIPPED: " + each.title() + ": " + missing + " ##########");
                results.skipped(each, missing);
            }
        }
        return contenders;
    }

    private String command() {
        StringBuilder command = new StringBuilder("benchmarks/peers/run");
        if (smoke) {
            command.append(" --smoke");
        }
        if (minutes < Double.MAX_VALUE) {
            command.append(" --minutes ").append(Rounded.figure(minutes));
        }
        if (resume) {
            command.append(" --resume");
        }
        if (!only.isEmpty()) {
            command.append(" --only ")
                    .append(String.join(",", only.stream().map(Contender::code).toList()));
        }
        if (!parts.isEmpty()) {
            command.append(" --parts ")
                    .append(String.join(",", parts.stream().map(Part::code).toList()));
        }
        return command.toString();
    }
}
