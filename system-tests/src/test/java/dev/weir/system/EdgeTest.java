package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import dev.weir.testing.OddRequests;
import dev.weir.testing.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands at the edge of real processes: HTTP that a page in a browser could send, and the lines that they print. */
@TestInstance(Lifecycle.PER_CLASS)
final class EdgeTest {
    private static final String LIMIT = "/v1/limits/collectors";
    private static final JsonMapper JSON = new JsonMapper();
    private Trial trial;

    /** Each HTTP listener of a fleet. */
    enum Listener {
        COORDINATOR("/v1/cluster", "PUT " + LIMIT),
        PROBE("/v1/local", "POST /v1/local"),
        SIMULATOR("/sim/status", "DELETE /sim/load");

        private final String read;
        private final String write;

        Listener(String read, String write) {
            this.read = read;
            this.write = write;
        }
    }

    @BeforeAll
    void start() throws Exception {
        Trial.installation();
        Map<String, String> json = Map.of("log.json", "true");
        trial = Trial.start(
                "edge", FleetPlan.small().withProcesses(1, 1).withShards(2).withSettings(json, json));
    }

    @AfterAll
    void stop() {
        if (trial != null) {
            trial.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAPageCouldSendIsRefusedWithAProblem(Listener listener) throws Exception {
        int port = address(listener).getPort();
        String before = state();

        for (OddRequests.Odd odd : OddRequests.of(port, listener.read, listener.write)) {
            RawHttp.Answer answer = RawHttp.send(port, odd.text());

            String what = odd + ": " + answer.text();
            assertThat(answer.status()).as(what).isIn(odd.refused());
            assertThat(answer.text().toLowerCase(Locale.ROOT))
                    .as(what)
                    .contains("content-type: application/problem+json")
                    .doesNotContain("<html", "\tat ", "exception");
        }

        assertThat(state()).isEqualTo(before);
        assertThat(trial.get(address(listener), listener.read).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"limit\": 5} rubbish           | the body is not one JSON object",
                "{\"limit\": 5}{\"limit\": 6}     | the body is not one JSON object",
                "{\"limit\": 5, \"limit\": 6}     | field 'limit' is there twice",
                "{\"limit\": \"5\"}               | limit '5' is wrong",
                "{\"limit\": [5]}                 | limit '[5]' is wrong",
                "{\"limit\": 5.5}                 | limit '5.5' is wrong",
                "{\"limit\": 5, \"evict\": \"no\"} | evict 'no' is wrong",
                "[]                               | the body is not one JSON object",
            })
    void aBodyThatIsNoLimitIsRefusedWithFieldValueAndExpectation(String body, String detail) throws Exception {
        String before = state();

        HttpResponse<String> answer =
                trial.send(HttpRequest.newBuilder(address(Listener.COORDINATOR).resolve(LIMIT))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("detail").asText())
                .startsWith(detail)
                .contains(": expected {\"limit\"");
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void withLogJsonEveryLineIsAnObjectAndReadyIsSaidWhenItIs() throws Exception {
        for (FleetProcess process : List.of(trial.coordinator(), trial.workers().getFirst())) {
            List<String> lines = process.printed().lines().toList();
            List<String> messages = lines.stream()
                    .map(EdgeTest::object)
                    .map(line -> line.path("message").asText())
                    .filter(text -> text.contains(" started: ") || text.contains(" ready: "))
                    .toList();

            assertThat(messages.getLast()).matches("(coordinator|worker worker-1) ready: .*");
            // A coordinator may have seen the maps before it prints its first line.
            assertThat(messages.subList(0, messages.size() - 1))
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(text -> text.contains("; waiting for "));
        }
    }

    private static JsonNode object(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException noJson) {
            throw new AssertionError("no JSON: " + line, noJson);
        }
    }

    private URI address(Listener listener) {
        return switch (listener) {
            case COORDINATOR -> trial.coordinator().address();
            case PROBE -> trial.workers().getFirst().address();
            case SIMULATOR -> trial.fleet.simulator().address();
        };
    }

    /** What a write of these would have changed. */
    private String state() throws Exception {
        JsonNode load =
                trial.json(trial.fleet.simulator().address(), "/sim/status").path("load");
        return load.path("rate")
                + trial.rest("/v1/limits").findValuesAsText("limit").toString()
                + trial.rest("/v1/limits").findValuesAsText("pinned");
    }
}
