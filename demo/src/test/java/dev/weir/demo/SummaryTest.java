package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.demo.Snapshot.Permits;
import dev.weir.demo.Snapshot.Referee;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SummaryTest {
    private static final Referee CLEAN = new Referee(4, 0, 0, 6_000, 90, 0, 95);

    @Test
    void aCleanRunHasNoProblems() {
        assertThat(summary(1, CLEAN, 5, List.of(), List.of()).problems()).isEmpty();
    }

    @Test
    void everythingThatWentWrongIsTold() {
        Referee twice = new Referee(4, 2, 0, 6_000, 90, 3, 95);

        assertThat(summary(2, twice, 101, List.of(), List.of("worker-1, exit code 1"))
                        .problems())
                .containsExactly(
                        "process ended by itself: worker-1, exit code 1",
                        "only 1 of 2 shards were ACTIVE at the end",
                        "101 collectors ran at once, above the limit of 100",
                        "3 events were acted on twice",
                        "2 IDENTIFYs came too early");
    }

    @Test
    void aKilledWorkerWhoseShardsCameBackIsNoProblem() {
        Summary summary = summary(1, CLEAN, 5, List.of("worker-1 (pid 7)"), List.of());

        assertThat(summary.ok()).isTrue();
        assertThat(Screen.summary(summary)).contains("killed      worker-1 (pid 7)");
    }

    @Test
    void silenceAtTheEndIsAProblem() {
        Summary summary = new Summary(
                Duration.ofSeconds(30),
                false,
                4,
                new Snapshot(null, null, Map.of(), null),
                0,
                0,
                Map.of(),
                0,
                List.of(),
                List.of());

        assertThat(summary.problems())
                .containsExactly(
                        "no coordinator answered at the end", "the simulated Discord did not answer at the end");
    }

    @Test
    void withLoadCollectorsMustHaveStartedAndEnded() {
        Snapshot last =
                new Snapshot(List.of(TallyTest.row(0, 1, 0, Map.of())), new Permits(100, 0, 0), Map.of(), CLEAN);
        Summary summary = new Summary(Duration.ofSeconds(30), true, 1, last, 0, 0, Map.of(), 0, List.of(), List.of());

        assertThat(summary.problems())
                .containsExactly("no collector was started", "no collector collected anything", "no collector ended");
    }

    @Test
    void theJsonSaysTheSame() throws JsonProcessingException {
        JsonNode json = new JsonMapper()
                .readTree(summary(1, CLEAN, 5, List.of(), List.of()).json());

        assertThat(json.path("ok").asBoolean()).isTrue();
        assertThat(json.path("seconds").asDouble()).isEqualTo(30);
        assertThat(json.path("shards").path("active").asInt()).isEqualTo(1);
        assertThat(json.path("collectors").path("ended").path("time").asInt()).isEqualTo(9);
        assertThat(json.path("permits").path("mostUsed").asInt()).isEqualTo(5);
        assertThat(json.path("discord").path("secondEffects").asInt()).isZero();
        assertThat(json.path("problems")).isEmpty();
    }

    private static Summary summary(
            int shards, Referee referee, long mostPermitsUsed, List<String> killed, List<String> died) {
        List<ShardRow> rows = List.of(TallyTest.row(0, 1, 12, Map.of("time", 9L)));
        return new Summary(
                Duration.ofSeconds(30),
                true,
                shards,
                new Snapshot(rows, new Permits(100, 8, 5), Map.of(), referee),
                12,
                31,
                Map.of("time", 9L),
                mostPermitsUsed,
                killed,
                died);
    }
}
