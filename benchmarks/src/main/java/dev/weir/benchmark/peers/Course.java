package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.peers.Corpus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One job after the other, each in a fresh process. What comes of it is in the file as soon as it is known; a job that fails
 * is recorded with the reason, and the next begins.
 */
final class Course {
    private static final long SEED = 1;

    private final Places places;
    private final Plan plan;
    private final String cpus;
    private final Results results;
    private final OverWebSocket overWebSocket;

    Course(Places places, Plan plan, String cpus, Results results) {
        this.places = places;
        this.plan = plan;
        this.cpus = cpus;
        this.results = results;
        this.overWebSocket = new OverWebSocket(places, plan, cpus);
    }

    /** All parts of all, those that are compared next to each other: a machine that others share is not the same for long. */
    static List<Job> jobs(List<Contender> contenders, List<Part> parts, Plan plan) {
        return parts.stream()
                .flatMap(part -> contenders.stream()
                        .flatMap(each -> part.jobs(each, plan).stream())
                        .sorted(Comparator.comparingInt(Job::variant)))
                .toList();
    }

    /** Does the jobs in order; one that would end after so many minutes is left out, with all behind it. */
    void run(List<Job> jobs, double minutes) throws IOException, InterruptedException {
        Corpus.write(places.corpus(), SEED, plan.events());
        double guessed = 0;
        double left = jobs.stream().mapToDouble(plan::seconds).sum();
        long start = System.nanoTime();
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            double spent = (System.nanoTime() - start) / 1e9;
            double factor = guessed < 60 ? 1 : spent / guessed;
            if (spent + plan.seconds(job) * factor > minutes * 60) {
                say("the time is over: " + (jobs.size() - i) + " of " + jobs.size() + " are left for --resume");
                break;
            }
            say("[" + (i + 1) + " of " + jobs.size() + "] " + job.text() + "; " + minutes(spent) + " so far, about "
                    + minutes(left * factor) + " left");
            String failed = attempt(job);
            if (!failed.isEmpty()) {
                say("    FAILED: " + failed);
            }
            results.done(job, failed);
            guessed += plan.seconds(job);
            left -= plan.seconds(job);
        }
        say("done after " + minutes((System.nanoTime() - start) / 1e9));
    }

    private static void say(String what) {
        System.err.println(what);
    }

    private static String minutes(double seconds) {
        return String.format(Locale.ROOT, "%.1f min", seconds / 60);
    }

    /** Why it failed; empty when it did not. */
    private String attempt(Job job) throws InterruptedException {
        try {
            return switch (job.part()) {
                case SUITE -> suite(job);
                case RAW, ROUTING -> sizes(job, plan.waiting(), rateOptions(job));
                case COST -> sizes(job, plan.costs(), List.of());
                case E2E -> overWebSocket.load(job, results.round(job));
                case HEAP -> overWebSocket.heap(job, results.heap(job));
            };
        } catch (IOException | RuntimeException e) {
            // Whatever it was must not cost the figures of the others.
            return e.toString();
        }
    }

    private Child start(Job job, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(job.contender().command(places, plan));
        command.addAll(List.of(
                "--corpus", places.corpus().toString(), "--task", job.part().code()));
        command.addAll(options);
        return Child.start(command, cpus, places.errors(job.contender()), Map.of());
    }

    private String suite(Job job) throws IOException, InterruptedException {
        // A question may take 20 s, each in a process of its own where one may kill it.
        Duration patience = Duration.ofSeconds(14 * 22 + 20);
        try (Child child = start(job, List.of())) {
            JsonNode result = child.result(patience);
            results.suite(job, result);
            return result.path("stopped").asText("");
        }
    }

    private List<String> rateOptions(Job job) {
        return List.of("--k", "" + job.variant(), "--millis", "" + plan.millis(), "--warmup", "" + plan.warmup());
    }

    /** From few waiting ones to many, until starting them or an event takes too long. */
    private String sizes(Job job, List<Integer> sizes, List<String> more) throws IOException, InterruptedException {
        ArrayNode cells = results.cells(job);
        int tooMany = results.tooManyToStart(job.contender());
        List<Integer> asked = sizes.stream().filter(n -> n < tooMany).toList();
        List<String> options = new ArrayList<>(List.of(
                "--waiting",
                String.join(",", asked.stream().map(String::valueOf).toList())));
        options.addAll(List.of("--runs", "" + plan.runs(), "--patience", "" + plan.patience()));
        options.addAll(more);
        try (Child child = start(job, options)) {
            for (int n : asked) {
                JsonNode result = child.result(Duration.ofSeconds(plan.answerSeconds()));
                add(cells, job, n, result);
                if (result.has("na") || result.has("stopped") || result.has("endStopped")) {
                    return result.path("failed").asBoolean()
                            ? result.path("stopped").asText()
                            : "";
                }
            }
        }
        for (int n : sizes) {
            if (n == tooMany) {
                add(cells, job, n, JsonNodeFactory.instance.objectNode().put("stopped", Results.tooLong(plan)));
            }
        }
        return "";
    }

    private void add(ArrayNode cells, Job job, int n, JsonNode result) throws IOException {
        ObjectNode cell = cells.addObject();
        if (job.rates()) {
            cell.put("k", job.variant());
        }
        cell.put("n", n).set("result", result);
        results.version(job.contender(), result);
        results.save();
    }
}
