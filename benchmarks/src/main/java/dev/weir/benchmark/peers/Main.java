package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Option(names = "--smoke", description = "Small sizes, for CI: the figures mean nothing.")
    private boolean smoke;

    @Option(
            names = "--only",
            split = ",",
            description = "Of weir, discordjs, jda, javacord, discord4j, comma separated.")
    private List<String> only = List.of();

    @Option(
            names = "--parts",
            split = ",",
            description =
                    "Of routing, raw, cost, suite, e2e (default: all). What is not run is taken from the last results.")
    private List<String> parts = List.of();

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
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path to = out != null ? out : root.resolve(smoke ? "benchmarks/target/smoke" : "docs");
        Path beside = Files.createDirectories(to.resolve("comparison"));
        Path file = beside.resolve("results.json");
        ObjectNode results = Files.exists(file) && (renderOnly || !parts.isEmpty() || !only.isEmpty())
                ? (ObjectNode) JSON.readTree(file.toFile())
                : JSON.createObjectNode();
        if (!renderOnly) {
            run(results);
            JSON.writeValue(file.toFile(), results);
        } else if (results.isEmpty()) {
            System.err.println("there are no results in " + file + ": run without --render-only first");
            return 2;
        }
        Page page = new Page(results);
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

    private void run(ObjectNode results) throws IOException, InterruptedException {
        Plan plan = smoke ? Plan.SMOKE : Plan.FULL;
        Path work = Files.createDirectories(root.resolve("benchmarks/target/peers"));
        Places places = new Places(root, work);
        ObjectNode asked = JSON.valueToTree(plan);
        if (results.has("plan")
                && !asked.equals(JSON.readTree(results.path("plan").toString()))) {
            System.err.println("the results that are there are of another size: they are left behind");
            results.removeAll();
        }
        results.set("plan", asked);
        ObjectNode machine = JSON.createObjectNode();
        Machine.describe(machine, root, command(), smoke);
        results.set("machine", machine);
        results.withArray("/sittings").add(machine);
        List<Contender> contenders = new ArrayList<>();
        for (Contender each : Contender.values()) {
            if (only.isEmpty() || only.stream().anyMatch(name -> Contender.of(name) == each)) {
                String missing = places.missing(each);
                if (missing.isEmpty()) {
                    contenders.add(each);
                } else {
                    System.err.println("########## SKIPPED: " + each.title() + ": " + missing + " ##########");
                    results.withObject("/skipped").put(each.code(), missing);
                }
            }
        }
        new Course(places, plan, Machine.cpus(), results).run(contenders, parts);
    }

    private String command() {
        StringBuilder command = new StringBuilder("benchmarks/peers/run");
        if (smoke) {
            command.append(" --smoke");
        }
        if (!only.isEmpty()) {
            command.append(" --only ").append(String.join(",", only));
        }
        if (!parts.isEmpty()) {
            command.append(" --parts ").append(String.join(",", parts));
        }
        return command.toString();
    }
}
