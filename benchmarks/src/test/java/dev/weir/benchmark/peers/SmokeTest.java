package dev.weir.benchmark.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The comparison runs as it is published, only smaller: Weir and one peer. */
class SmokeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void weirAndOnePeerRunTheWholeCourse(@TempDir Path out) throws IOException {
        String missing = new Places(ROOT, out).missing(Contender.JDA);
        if (!missing.isEmpty()) {
            System.err.println("########## SKIPPED: the comparison's smoke test: JDA is " + missing + " ##########");
        }
        assumeTrue(missing.isEmpty(), missing);

        int code = new CommandLine(new Main())
                .execute(
                        "--smoke",
                        "--only",
                        "weir,jda",
                        "--parts",
                        "raw,cost,suite,e2e",
                        "--root",
                        ROOT.toString(),
                        "--out",
                        out.toString());

        assertThat(code).isZero();
        JsonNode peers = new JsonMapper()
                .readTree(out.resolve("comparison/results.json").toFile())
                .path("peers");
        for (String peer : new String[] {"weir", "jda"}) {
            for (String tier : new String[] {"raw"}) {
                assertThat(peers.path(peer).path(tier))
                        .as(peer + " " + tier)
                        .hasSize(2)
                        .allSatisfy(cell -> {
                            JsonNode result = cell.path("result");
                            assertThat(result.path("runs"))
                                    .as(result.toString())
                                    .hasSize(2);
                            assertThat(result.path("handled")).isEqualTo(result.path("expected"));
                        });
            }
            assertThat(peers.path(peer).path("cost").path(0).path("result").path("bytes"))
                    .isNotEmpty();
            JsonNode rate =
                    peers.path(peer).path("e2e").path("load").path("rates").path(0);
            assertThat(rate.path("report").path("received"))
                    .as(peers.path(peer).path("e2e").toString())
                    .isEqualTo(rate.path("sent").path("sent"));
        }
        assertThat(peers.path("weir").path("suite").path("answers"))
                .hasSize(14)
                .allSatisfy(answer -> assertThat(answer.path("outcome").asText())
                        .as(answer.toString())
                        .isEqualTo("pass"));
        assertThat(Files.readString(out.resolve("comparison.md")))
                .contains("14 of 14", "![raw-0](comparison/raw-0.svg)");
    }

    @Test
    void thePageComesFromTheResultsAlone(@TempDir Path out) throws IOException {
        Path folder = Files.createDirectories(out.resolve("comparison"));
        Files.writeString(folder.resolve("results.json"), """
                {"machine": {"date": "2026-01-01", "command": "benchmarks/peers/run"},
                 "plan": {"waiting": [0, 10000], "matching": [0], "costs": [], "rates": []},
                 "peers": {
                  "weir": {"raw": [{"n": 10000, "k": 0, "result": {"runs": [3, 1, 2]}}]},
                  "discordjs": {"raw": [{"n": 10000, "k": 0, "result": {"runs": [5, 5, 5]}}]}}}
                """);

        assertThat(new CommandLine(new Main())
                        .execute("--render-only", "--root", ROOT.toString(), "--out", out.toString()))
                .isZero();

        assertThat(Files.readString(out.resolve("comparison.md")))
                .contains("| 10,000 | 2 (1–3) | 5 (5–5) |")
                .contains("| 10,000 | not run | not run |")
                .contains("discord.js, from the raw payload, 0 matching, 10,000 waiting: 5 events/s; Weir 2")
                .contains("2/s to 5/s: 0.400 times | **no** |");
        assertThat(Files.readString(folder.resolve("raw-0.svg"))).contains("<svg", "discord.js");
    }
}
