package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlTest {

    private @Nullable Simulator simulator;

    @BeforeAll
    void start() throws IOException {
        simulator = Simulator.start(SimulatorConfig.defaults("control-token")
                .withShards(2)
                .withGuilds(4)
                .withChannels(2));
    }

    @AfterAll
    void stop() {
        simulator().close();
    }

    private Simulator simulator() {
        if (simulator == null) {
            throw new IllegalStateException("not started");
        }
        return simulator;
    }

    private RestCalls calls() {
        return new RestCalls(simulator());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST|/load|{}|rate",
                "POST|/load|{\"rate\":\"fast\"}|rate",
                "POST|/load|{\"rate\":-1}|rate",
                "POST|/load|{\"rate\":5,\"mix\":{\"mesages\":1}}|mix.mesages",
                "POST|/load|{\"rate\":5,\"mix\":{\"messages\":0}}|mix.messages",
                "POST|/burst|{\"shard\":0}|count",
                "POST|/burst|{\"shard\":9,\"count\":1}|shard",
                "POST|/message|{\"channel\":7,\"content\":\"x\"}|channel",
                "POST|/message|{\"channel\":\"7\",\"content\":\"x\"}|channel",
                "POST|/message|{\"channel\":\"7\"}|content",
                "POST|/command|{\"channel\":\"7\"}|name",
                "POST|/submit|{\"channel\":\"7\",\"customId\":\"f\",\"fields\":{\"a\":1}}|fields.a",
                "POST|/click|{\"channel\":\"7\",\"customId\":\"f\",\"values\":\"a\"}|values",
                "POST|/reaction|{\"channel\":\"7\",\"message\":\"8\"}|emoji",
                "POST|/dispatch|{\"t\":\"message\",\"d\":{}}|t",
                "POST|/dispatch|{\"t\":\"X\",\"d\":1}|d",
                "POST|/faults|{\"kind\":\"flood\"}|kind",
                "POST|/faults|{\"kind\":\"close\"}|code",
                "POST|/faults|{\"kind\":\"close\",\"code\":1005}|code",
                "POST|/faults|{\"kind\":\"drop\",\"shrad\":1}|shrad",
                "POST|/faults|{\"kind\":\"guildUnavailable\",\"guild\":\"1\"}|guild",
                "POST|/faults|[]|(body)",
                "POST|/faults|{|(body)",
                "GET|/log?limit=0||limit",
                "GET|/log?kind=all||kind",
            })
    void badInputNamesTheField(String method, String path, @Nullable String body, String field) throws IOException {
        RestCalls.Answer answer = calls().control(method, path, body == null ? "" : body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body().path("field").asText()).isEqualTo(field);
        assertThat(answer.body().path("value").isTextual()).isTrue();
        assertThat(answer.body().path("expected").asText()).isNotEmpty();
    }

    @Test
    void anUnknownPathIs404AndAWrongMethod405() throws IOException {
        assertThat(calls().control("GET", "/nothing", "").status()).isEqualTo(404);
        assertThat(calls().control("POST", "/status", "{}").status()).isEqualTo(405);
    }

    @Test
    void theWorldNamesGuildsWithTheirShard() throws IOException {
        JsonNode world = calls().control("GET", "/world", "").body();
        assertThat(world.path("guilds")).hasSize(4);
        assertThat(world.path("guilds").findValuesAsText("shard")).containsExactlyInAnyOrder("0", "0", "1", "1");
    }

    @Test
    void aMessageIsPostedAndShownByRest() throws IOException {
        String channel = simulator().world().guilds().getFirst().channels().getFirst();
        RestCalls.Answer posted =
                calls().control("POST", "/message", "{\"channel\":\"" + channel + "\",\"content\":\"from control\"}");
        assertThat(posted.status()).isEqualTo(200);
        String id = posted.body().path("id").asText();
        assertThat(calls().api("GET", "/channels/" + channel + "/messages/" + id, "")
                        .body()
                        .path("content")
                        .asText())
                .isEqualTo("from control");
    }

    @Test
    void theLogIsReadFromANumberOn() throws IOException {
        calls().control("POST", "/faults", "{\"kind\":\"drop\"}");
        JsonNode all = calls().control("GET", "/log?kind=fault", "").body().path("entries");
        long last = all.path(all.size() - 1).path("number").asLong();
        calls().control("POST", "/faults", "{\"kind\":\"reconnect\",\"shard\":1}");
        JsonNode more = calls().control("GET", "/log?kind=fault&after=" + last, "")
                .body()
                .path("entries");
        assertThat(more).hasSize(1);
        assertThat(more.path(0).path("fault").asText()).isEqualTo("reconnect");
    }

    @Test
    void aLoadRunsUntilItIsStopped() throws IOException {
        assertThat(calls().control("POST", "/load", "{\"rate\":500,\"seed\":7}")
                        .body()
                        .path("running")
                        .asBoolean())
                .isTrue();
        assertThat(calls().control("GET", "/status", "")
                        .body()
                        .path("load")
                        .path("plan")
                        .path("rate")
                        .asDouble())
                .isEqualTo(500);
        assertThat(calls().control("DELETE", "/load", "").body().path("running").asBoolean())
                .isTrue();
        assertThat(simulator().status().load().running()).isFalse();
    }

    @Test
    void aBurstWithoutSessionsIsAnswered() throws IOException {
        JsonNode answer = calls().control("POST", "/burst", "{\"shard\":0,\"count\":1000,\"channels\":3}")
                .body();
        assertThat(answer.path("sent").asInt()).isZero();
        assertThat(answer.path("channels")).hasSize(3);
    }
}
