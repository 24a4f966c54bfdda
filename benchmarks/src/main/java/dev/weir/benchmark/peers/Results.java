package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.List;

/** What was measured, in its file: written after each figure, so that a run that is stopped loses nothing. */
final class Results {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final String TOO_LONG = "starting took over ";

    private final Path file;
    private final ObjectNode root;

    private Results(Path file, ObjectNode root) {
        this.file = file;
        this.root = root;
    }

    static Results none(Path file) {
        return new Results(file, JSON.createObjectNode());
    }

    /** What a file holds; nothing when there is none. */
    static Results read(Path file) throws IOException {
        return Files.exists(file) ? new Results(file, (ObjectNode) JSON.readTree(file.toFile())) : none(file);
    }

    ObjectNode root() {
        return root;
    }

    boolean isEmpty() {
        return root.isEmpty();
    }

    /** Begins a sitting of this plan. Results of another plan are of no use to it. */
    void sitting(Plan plan, ObjectNode machine) throws IOException {
        ObjectNode asked = JSON.valueToTree(plan);
        if (root.has("plan")
                && !JSON.readTree(asked.toString())
                        .equals(JSON.readTree(root.path("plan").toString()))) {
            System.err.println("the results that are there are of another size: they are left behind");
            root.removeAll();
        }
        root.set("plan", asked);
        root.set("machine", machine);
        root.withArray("/sittings").add(machine);
        root.remove("skipped");
        save();
    }

    /** Replaces the file at once, so that a reader never sees half of it. */
    void save() throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        JSON.writeValue(fresh.toFile(), root);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    void skipped(Contender contender, String why) {
        root.withObject("/skipped").put(contender.code(), why);
    }

    private ObjectNode of(Contender contender) {
        return root.withObject("/peers/" + contender.code());
    }

    void version(Contender contender, JsonNode result) {
        if (result.path("version").isTextual()) {
            of(contender).put("version", result.path("version").asText());
        }
    }

    /** A job is over. {@code failed} says why it is not whole; empty when it is. */
    void done(Job job, String failed) throws IOException {
        root.withObject("/done").put(job.key(), failed);
        save();
    }

    /** Whether a job is over and whole. */
    boolean isDone(Job job) {
        JsonNode done = root.path("done").path(job.key());
        return done.isTextual() && done.asText().isEmpty();
    }

    void suite(Job job, JsonNode result) {
        of(job.contender()).set("suite", result);
        version(job.contender(), result);
    }

    /** Where the heap of so many shards goes; what was there is forgotten. */
    ObjectNode heap(Job job) {
        return of(job.contender()).withObject("/" + job.part().code()).putObject("" + job.variant());
    }

    /** Where a job's cells go; those it had are forgotten. */
    ArrayNode cells(Job job) {
        ArrayNode cells = of(job.contender()).withArray("/" + job.part().code());
        forget(cells, "k", job.variant());
        return cells;
    }

    /** Where the runs of a job's round go, each with its {@code round}; those it had are forgotten. */
    ObjectNode round(Job job) {
        ObjectNode rounds = of(job.contender()).withObject("/" + job.part().code());
        rounds.path("rates").forEach(rate -> forget(rate.path("runs"), "round", job.variant()));
        forget(rounds.path("bursts"), "round", job.variant());
        return rounds;
    }

    private static void forget(JsonNode all, String field, int value) {
        for (Iterator<JsonNode> each = all.iterator(); each.hasNext(); ) {
            if (each.next().path(field).asInt() == value) {
                each.remove();
            }
        }
    }

    static String tooLong(Plan plan) {
        return TOO_LONG + plan.patience() + " s";
    }

    /**
     * How many a peer never could start in time before: another task would start the same, and wait for nothing.
     * {@link Integer#MAX_VALUE} when it always could.
     */
    int tooManyToStart(Contender contender) {
        int tooMany = Integer.MAX_VALUE;
        int started = -1;
        for (Part part : List.of(Part.RAW, Part.ROUTING, Part.COST)) {
            for (JsonNode cell : of(contender).path(part.code())) {
                JsonNode result = cell.path("result");
                int n = cell.path("n").asInt();
                if (result.path("stopped").asText("").startsWith(TOO_LONG)) {
                    tooMany = Math.min(tooMany, n);
                } else if (!result.has("stopped")) {
                    started = Math.max(started, n);
                }
            }
        }
        return started < tooMany ? tooMany : Integer.MAX_VALUE;
    }
}
