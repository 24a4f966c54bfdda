package dev.weir.benchmark.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison runs as it is published, only smaller: Weir and one peer. */
class SmokeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static int run(Path out, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--root", ROOT.toString(), "--out", out.toString()));
        return Main.run(all.toArray(String[]::new));
    }

    private static JsonNode results(Path out) throws IOException {
        return new JsonMapper().readTree(out.resolve("comparison/results.json").toFile());
    }

    @Test
    void weirAndOnePeerRunTheWholeCourse(@TempDir Path out) throws IOException {
        String missing = new Places(ROOT, out).missing(Contender.JDA);
        if (!missing.isEmpty()) {
            System.err.println("########## SKIPPED: the comparison's smoke test: JDA is " + missing + " ##########");
        }
        assumeTrue(missing.isEmpty(), missing);

        assertThat(run(out, "--smoke", "--only", "weir,jda,reader", "--parts", "suite,raw,cost,e2e,heap"))
                .isZero();

        JsonNode results = results(out);
        assertThat(results.path("done"))
                .hasSize(18)
                .allSatisfy(failure -> assertThat(failure.asText()).isEmpty());
        for (String name : List.of("weir", "jda")) {
            JsonNode peer = results.path("peers").path(name);
            assertThat(peer.at("/heap/8/heapBytes").asLong())
                    .as(name)
                    .isGreaterThan(peer.at("/heap/1/heapBytes").asLong());
            assertThat(peer.path("raw")).as(name).hasSize(4).allSatisfy(cell -> {
                JsonNode result = cell.path("result");
                assertThat(result.path("runs")).as(result.toString()).hasSize(2);
                assertThat(result.path("handled")).isEqualTo(result.path("expected"));
            });
            assertThat(peer.path("cost"))
                    .as(name)
                    .hasSize(2)
                    .allSatisfy(cell ->
                            assertThat(cell.path("result").path("bytes")).isNotEmpty());
        }
        for (String name : List.of("weir", "jda", "reader")) {
            assertThat(results.path("peers")
                            .path(name)
                            .path("e2e")
                            .path("rates")
                            .path(0)
                            .path("runs"))
                    .as(name)
                    .hasSize(2)
                    .allSatisfy(report -> assertThat(report.path("received")).isEqualTo(report.path("sent")));
        }
        assertThat(results.path("peers").path("weir").path("suite").path("answers"))
                .hasSize(14)
                .allSatisfy(answer -> assertThat(answer.path("outcome").asText())
                        .as(answer.toString())
                        .isEqualTo("pass"));
        assertThat(Files.readString(out.resolve("comparison.md")))
                .contains(
                        "| correctness: 14 of 14 | 14 of 14 | met |", "(comparison/raw-0.svg)", "(comparison/cpu.svg)");
    }

    @Test
    void thePageComesFromTheResultsAlone(@TempDir Path out) throws IOException {
        Path folder = Files.createDirectories(out.resolve("comparison"));
        Files.writeString(folder.resolve("results.json"), """
            {"machine": {"date": "2026-01-01", "command": "benchmarks/peers/run"},
             "plan": {"waiting": [0, 10000], "matching": [0], "costs": [], "rates": []},
             "peers": {
              "weir": {"raw": [{"n": 10000, "k": 0, "result": {"runs": [3, 1, 2]}}]},
              "discordjs": {
               "raw": [{"n": 10000, "k": 0, "result": {"runs": [5, 5, 5]}}],
               "routing": [{"n": 0, "k": 0, "result": {"stopped": "one event took 60 ms"}}]}}}
            """);

        assertThat(run(out, "--render-only")).isZero();

        assertThat(Files.readString(out.resolve("comparison.md")))
                .contains("| 10,000 | 2.00 (1.00–3.00) | 5.00 |")
                .contains("| 0 | not run | one event took 60 ms |")
                .contains("| 10,000 | not run | stopped before |")
                .contains("| discord.js | events/s from the raw payload, 0 matching | 10,000 waiting | 2.50 |")
                .contains("2.00 (1.00–3.00)/s to 5.00/s: 0.40 times | **not met** |")
                .contains("| correctness: 14 of 14 | – | not measured |");
        assertThat(Files.readString(folder.resolve("raw-0.svg"))).contains("<svg", "discord.js");
    }

    @Test
    void thePageSaysWhereReadingAloneTakesMoreThanWasClaimed(@TempDir Path out) throws IOException {
        Path folder = Files.createDirectories(out.resolve("comparison"));
        Files.writeString(folder.resolve("results.json"), """
            {"machine": {"date": "2026-01-01", "command": "benchmarks/peers/run"},
             "plan": {"waiting": [], "matching": [], "costs": [], "rates": [500, 2000, 5000]},
             "peers": {"reader": %s, "weir": %s, "discordjs": %s, "jda": %s}}
            """.formatted(
                        rates(3, 3, 3), rates(5, 5, 4), rates(90, 90, 90), rates(8, 12, 12)));

        assertThat(run(out, "--render-only")).isZero();

        assertThat(Files.readString(out.resolve("comparison.md")))
                .contains(
                        "5.00 to 8.00 µs (JDA); reading alone 3.00 | **not met**: reading alone takes more than that |")
                .contains("5.00 to 12.0 µs (JDA); reading alone 3.00 | **not met** |")
                .contains("4.00 to 12.0 µs (JDA); reading alone 3.00 | met |");
    }

    /** A client's microseconds of CPU a message at each rate. */
    private static String rates(int atFew, int atSome, int atMany) {
        String run = "{\"rate\": %d, \"runs\": [{\"sent\": 1, \"received\": 1, \"cpuNanos\": %d}]}";
        return "{\"e2e\": {\"rates\": [%s, %s, %s], \"bursts\": []}}"
                .formatted(
                        run.formatted(500, atFew * 1_000),
                        run.formatted(2_000, atSome * 1_000),
                        run.formatted(5_000, atMany * 1_000));
    }

    @Test
    void whatIsNoPartIsRefused(@TempDir Path out) {
        assertThat(run(out, "--render-only", "--parts", "everything")).isEqualTo(2);
    }

    @Test
    void aRunThatWasStoppedGoesOnWhereItWas(@TempDir Path out) throws IOException {
        Path file = Files.createDirectories(out.resolve("comparison")).resolve("results.json");
        Job suite = new Job(Part.SUITE, Contender.WEIR, 0);
        Job cost = new Job(Part.COST, Contender.WEIR, 0);
        Results before = Results.none(file);
        before.sitting(Plan.SMOKE, new JsonMapper().createObjectNode());
        before.done(suite, "");
        before.done(cost, "no answer within 60 s");

        Results after = Results.read(file);

        assertThat(after.isDone(suite)).isTrue();
        assertThat(after.isDone(cost)).as("failed, so to be tried again").isFalse();
        assertThat(after.isDone(new Job(Part.RAW, Contender.WEIR, 0))).isFalse();
    }

    @Test
    void aRoundThatIsMeasuredAnewReplacesItsOwnRuns(@TempDir Path out) throws IOException {
        Results results = Results.none(out.resolve("results.json"));
        ObjectNode measured = results.round(new Job(Part.E2E, Contender.WEIR, 0));
        ArrayNode runs =
                measured.withArray("/rates").addObject().put("rate", 500).putArray("runs");
        for (ArrayNode each : List.of(runs, measured.withArray("/bursts"))) {
            each.addObject().put("round", 0);
            each.addObject().put("round", 1);
        }

        ObjectNode anew = results.round(new Job(Part.E2E, Contender.WEIR, 0));

        assertThat(anew.at("/rates/0/runs").toString()).isEqualTo("[{\"round\":1}]");
        assertThat(anew.path("bursts").toString()).isEqualTo("[{\"round\":1}]");
    }

    @Test
    void whatAPeerCouldNotStartInTimeIsNotTriedAgain(@TempDir Path out) throws IOException {
        Results results = Results.none(out.resolve("results.json"));
        stopped(results, new Job(Part.RAW, Contender.JDA, 0), 100_000);

        assertThat(results.tooManyToStart(Contender.JDA)).isEqualTo(100_000);

        results.cells(new Job(Part.ROUTING, Contender.JDA, 0))
                .addObject()
                .put("n", 100_000)
                .putObject("result")
                .putArray("runs");
        assertThat(results.tooManyToStart(Contender.JDA)).as("it did start").isEqualTo(Integer.MAX_VALUE);
    }

    private static void stopped(Results results, Job job, int n) {
        results.cells(job)
                .addObject()
                .put("k", job.variant())
                .put("n", n)
                .putObject("result")
                .put("stopped", Results.tooLong(Plan.FULL));
    }
}
