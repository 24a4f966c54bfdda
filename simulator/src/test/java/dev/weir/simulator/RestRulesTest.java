package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.fault.StandingFault;
import dev.weir.simulator.load.LoadPlan;
import dev.weir.simulator.load.Mix;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each rule of Discord's REST interface, and what a call does to the sessions. */
class RestRulesTest {

    private static final SimulatorConfig SMALL = SimulatorConfig.defaults("rest-token")
            .withShards(1)
            .withGuilds(2)
            .withChannels(3)
            .withUsers(5);

    private @Nullable Simulator running;

    private Simulator start(SimulatorConfig config) throws IOException {
        Simulator started = Simulator.start(config);
        running = started;
        return started;
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    private static String channel(Simulator simulator) {
        return simulator.world().guilds().getFirst().channels().getFirst();
    }

    private static String messages(Simulator simulator) {
        return "/channels/" + channel(simulator) + "/messages";
    }

    @Test
    void aWrongTokenIs401() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls.Answer answer = new RestCalls(simulator).api("GET", "/users/@me", "", "Bot another");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo(json("{'message': '401: Unauthorized', 'code': 0}"));
        assertThat(simulator.referee().invalidRequests()).isEqualTo(1);
    }

    @Test
    void theGatewayNeedsNoToken() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls.Answer answer = new RestCalls(simulator).api("GET", "/gateway", "", "");
        assertThat(answer.body().path("url").asText()).isEqualTo("ws://127.0.0.1:" + simulator.port() + "/gateway");
    }

    @Test
    void theSessionStartLimitCountsIdentifies() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, 1)) {
            client.ready();
            JsonNode limit = new RestCalls(simulator)
                    .api("GET", "/gateway/bot", "")
                    .body()
                    .path("session_start_limit");
            assertThat(limit.path("total").asInt()).isEqualTo(1_000);
            assertThat(limit.path("remaining").asInt()).isEqualTo(999);
        }
    }

    @Test
    void whatIsUnknownIsToldWithDiscordsCodes() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls calls = new RestCalls(simulator);
        assertThat(calls.api("GET", "/channels/1", "").body())
                .isEqualTo(json("{'message': 'Unknown Channel', 'code': 10003}"));
        assertThat(calls.api("GET", messages(simulator) + "/1", "").body())
                .isEqualTo(json("{'message': 'Unknown Message', 'code': 10008}"));
        assertThat(calls.api("GET", "/guilds/1", "").body())
                .isEqualTo(json("{'message': 'Unknown Guild', 'code': 10004}"));
        assertThat(calls.api("GET", "/users/1", "").body())
                .isEqualTo(json("{'message': 'Unknown User', 'code': 10013}"));
        assertThat(calls.api("GET", "/nothing", "").status()).isEqualTo(404);
        assertThat(calls.api("PUT", "/users/@me", "").status()).isEqualTo(405);
    }

    @Test
    void aBadMessageIsRefused() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls calls = new RestCalls(simulator);
        assertThat(calls.api("POST", messages(simulator), "{}")
                        .body()
                        .path("code")
                        .asInt())
                .isEqualTo(50006);
        assertThat(calls.api("POST", messages(simulator), "{\"content\":\"" + "x".repeat(2_001) + "\"}")
                        .body()
                        .path("code")
                        .asInt())
                .isEqualTo(50035);
        assertThat(calls.api("POST", messages(simulator), "{oops")
                        .body()
                        .path("code")
                        .asInt())
                .isEqualTo(50109);
    }

    @Test
    void everyWriteIsToldToTheSessions() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls calls = new RestCalls(simulator);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS)) {
            client.ready();
            String id = calls.api("POST", messages(simulator), "{\"content\":\"one\"}")
                    .body()
                    .path("id")
                    .asText();
            assertThat(client.event("MESSAGE_CREATE").path("d").path("id").asText())
                    .isEqualTo(id);
            String one = messages(simulator) + "/" + id;
            calls.api("PATCH", one, "{\"content\":\"two\"}");
            assertThat(client.event("MESSAGE_UPDATE").path("d").path("content").asText())
                    .isEqualTo("two");
            calls.api("PUT", one + "/reactions/%F0%9F%91%8D/@me", "");
            assertThat(client.event("MESSAGE_REACTION_ADD")
                            .path("d")
                            .path("emoji")
                            .path("name")
                            .asText())
                    .isEqualTo("👍");
            calls.api("DELETE", one + "/reactions/%F0%9F%91%8D/@me", "");
            client.event("MESSAGE_REACTION_REMOVE");
            calls.api("DELETE", one, "");
            assertThat(client.event("MESSAGE_DELETE").path("d").path("id").asText())
                    .isEqualTo(id);
        }
    }

    @Test
    void messagesAreListedNewestFirstAfterAnId() throws IOException {
        Simulator simulator = start(SMALL);
        long channel = Long.parseLong(channel(simulator));
        long first = simulator.message(channel, null, "1");
        long second = simulator.message(channel, null, "2");
        long third = simulator.message(channel, null, "3");
        JsonNode page = new RestCalls(simulator)
                .api("GET", messages(simulator) + "?after=" + first, "")
                .body();
        assertThat(page.findValuesAsText("content")).containsExactly("3", "2");
        JsonNode before = new RestCalls(simulator)
                .api("GET", messages(simulator) + "?before=" + third + "&limit=1", "")
                .body();
        assertThat(before.path(0).path("id").asLong()).isEqualTo(second);
        assertThat(before).hasSize(1);
    }

    @Test
    void aFileIsDescribedAsAnAttachment() throws Exception {
        Simulator simulator = start(SMALL);
        String body = String.join(
                "\r\n",
                "--edge",
                "Content-Disposition: form-data; name=\"payload_json\"",
                "Content-Type: application/json",
                "",
                "{\"content\":\"with a file\"}",
                "--edge",
                "Content-Disposition: form-data; name=\"files[0]\"; filename=\"a.txt\"",
                "Content-Type: text/plain",
                "",
                "twelve bytes",
                "--edge--",
                "");
        HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.restUri() + "/v10" + messages(simulator)))
                .header("Authorization", "Bot rest-token")
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        JsonNode message = RawClient.JSON.readTree(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body());
        assertThat(message.path("content").asText()).isEqualTo("with a file");
        assertThat(message.path("attachments").path(0).path("filename").asText())
                .isEqualTo("a.txt");
        assertThat(message.path("attachments").path(0).path("size").asInt()).isEqualTo(12);
    }

    @Test
    void bulkDeleteTakesTwoToAHundred() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls calls = new RestCalls(simulator);
        long channel = Long.parseLong(channel(simulator));
        long first = simulator.message(channel, null, "1");
        long second = simulator.message(channel, null, "2");
        String path = messages(simulator) + "/bulk-delete";
        String body = "{\"messages\":[\"" + first + "\",\"" + second + "\"]}";
        assertThat(calls.api("POST", path, body).status()).isEqualTo(204);
        assertThat(calls.api("GET", messages(simulator), "").body()).isEmpty();
    }

    @Test
    void aBucketThatIsEmptyIs429WithItsHeaders() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls calls = new RestCalls(simulator);
        for (int left = 4; left >= 0; left--) {
            RestCalls.Answer taken = calls.api("POST", messages(simulator), "{\"content\":\"hi\"}");
            assertThat(taken.status()).isEqualTo(200);
            assertThat(taken.header("X-RateLimit-Remaining")).isEqualTo(Integer.toString(left));
        }
        RestCalls.Answer refused = calls.api("POST", messages(simulator), "{\"content\":\"hi\"}");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Via")).isNotEmpty();
        assertThat(refused.header("X-RateLimit-Scope")).isEqualTo("user");
        assertThat(refused.body().path("retry_after").asDouble()).isBetween(0.1, 5.0);
        assertThat(refused.body().path("global").asBoolean()).isFalse();
        // Another channel has a bucket of its own.
        String other = simulator.world().guilds().getFirst().channels().getLast();
        assertThat(calls.api("POST", "/channels/" + other + "/messages", "{\"content\":\"hi\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theGlobalLimitIs429ForAll() throws IOException {
        Simulator simulator = start(SMALL.withRestCallsPerSecond(3));
        RestCalls calls = new RestCalls(simulator);
        RestCalls.Answer last = calls.api("GET", "/users/@me", "");
        for (int i = 0; i < 3; i++) {
            last = calls.api("GET", "/users/@me", "");
        }
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.header("X-RateLimit-Global")).isEqualTo("true");
        assertThat(last.body().path("global").asBoolean()).isTrue();
    }

    @Test
    void tooManyInvalidRequestsBanTheAddress() throws IOException {
        Simulator simulator = start(SMALL.withInvalidRequestBound(3));
        RestCalls calls = new RestCalls(simulator);
        for (int i = 0; i < 3; i++) {
            calls.api("GET", "/users/@me", "", "Bot another");
        }
        RestCalls.Answer banned = calls.api("GET", "/users/@me", "");
        assertThat(banned.status()).isEqualTo(429);
        assertThat(banned.header("Via")).isEmpty();
        assertThat(Integer.parseInt(banned.header("Retry-After"))).isGreaterThan(500);
    }

    @Test
    void aReplyIsAnEffectAndASecondOneIsCounted() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls calls = new RestCalls(simulator);
        long asked = simulator.message(Long.parseLong(channel(simulator)), null, "!trivia");
        String reply = "{\"content\":\"yes\",\"message_reference\":{\"message_id\":\"" + asked + "\"}}";
        calls.api("POST", messages(simulator), reply);
        assertThat(simulator.referee().effects()).isEqualTo(1);
        assertThat(simulator.referee().secondEffects()).isZero();
        calls.api("POST", messages(simulator), reply);
        assertThat(simulator.referee().secondEffects()).isEqualTo(1);
    }

    @Test
    void anInteractionIsAnsweredOnce() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls calls = new RestCalls(simulator);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS)) {
            client.ready();
            simulator.click(Long.parseLong(channel(simulator)), null);
            JsonNode click = client.event("INTERACTION_CREATE").path("d");
            String callback = "/interactions/" + click.path("id").asText() + "/"
                    + click.path("token").asText() + "/callback";
            String body = "{\"type\":4,\"data\":{\"content\":\"done\"}}";
            assertThat(calls.api("POST", callback, body, "").status()).isEqualTo(204);
            assertThat(client.event("MESSAGE_CREATE").path("d").path("content").asText())
                    .isEqualTo("done");
            assertThat(calls.api("POST", callback, body, "").body().path("code").asInt())
                    .isEqualTo(40060);
            assertThat(simulator.referee().effects()).isEqualTo(1);
            assertThat(simulator.referee().secondEffects()).isEqualTo(1);

            String webhook = "/webhooks/" + click.path("application_id").asText() + "/"
                    + click.path("token").asText();
            assertThat(calls.api("PATCH", webhook + "/messages/@original", "{\"content\":\"more\"}", "")
                            .body()
                            .path("content")
                            .asText())
                    .isEqualTo("more");
            assertThat(calls.api("POST", webhook, "{\"content\":\"and more\"}", "")
                            .status())
                    .isEqualTo(200);
            assertThat(calls.api("DELETE", webhook + "/messages/@original", "", "")
                            .status())
                    .isEqualTo(204);
        }
    }

    @Test
    void aSlashCommandIsUsedOnceItIsPutAndItsAnswerSaysWhatItAnswers() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls calls = new RestCalls(simulator);
        long channel = Long.parseLong(channel(simulator));
        assertThatThrownBy(() -> simulator.command(channel, null, "menu")).hasMessageContaining("name");
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS)) {
            String application =
                    client.ready().path("d").path("application").path("id").asText();
            calls.api(
                    "PUT",
                    "/applications/" + application + "/commands",
                    "[{\"name\":\"menu\",\"description\":\"what there is\"}]");
            simulator.command(channel, null, "menu");
            JsonNode used = client.event("INTERACTION_CREATE").path("d");
            assertThat(used.path("type").asInt()).isEqualTo(2);
            assertThat(used.path("data").path("name").asText()).isEqualTo("menu");
            String body = """
                {"type":4,"data":{"content":"choose","components":[{"type":1,"components":[{"type":3,"custom_id":"dish",
                 "options":[{"label":"Soup","value":"soup"},{"label":"Pie","value":"pie"}]}]}]}}\
                """;
            calls.api("POST", callback(used), body, "");
            JsonNode answer = client.event("MESSAGE_CREATE").path("d");
            assertThat(answer.path("interaction_metadata").path("id").asText())
                    .isEqualTo(used.path("id").asText());

            simulator.use(channel, null, "dish", List.of("pie"));
            JsonNode chosen = client.event("INTERACTION_CREATE").path("d");
            assertThat(chosen.path("data").path("component_type").asInt()).isEqualTo(3);
            assertThat(chosen.path("data").path("values").path(0).asText()).isEqualTo("pie");
            assertThat(chosen.path("message").path("id").asText())
                    .isEqualTo(answer.path("id").asText());
        }
    }

    @Test
    void peopleUseMenusAndSlashCommandsUnderLoad() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls calls = new RestCalls(simulator);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS)) {
            String application =
                    client.ready().path("d").path("application").path("id").asText();
            calls.api(
                    "PUT",
                    "/applications/" + application + "/commands",
                    "[{\"name\":\"menu\",\"description\":\"what there is\"}]");
            calls.api(
                    "POST",
                    messages(simulator),
                    "{\"components\":[{\"type\":1,\"components\":[{\"type\":3,\"custom_id\":\"dish\","
                            + "\"options\":[{\"label\":\"Soup\",\"value\":\"soup\"}]}]}]}");
            simulator.load(LoadPlan.of(500, 3).withMix(new Mix(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1)));
            boolean command = false;
            boolean choice = false;
            while (!command || !choice) {
                JsonNode data = client.event("INTERACTION_CREATE").path("d").path("data");
                command |= data.path("name").asText().equals("menu");
                choice |= data.path("values").path(0).asText().equals("soup");
            }
            simulator.stopLoad();
        }
    }

    private static String callback(JsonNode interaction) {
        return "/interactions/" + interaction.path("id").asText() + "/"
                + interaction.path("token").asText() + "/callback";
    }

    @Test
    void aLateAnswerToAnInteractionIsUnknown() throws IOException {
        Simulator simulator = start(SMALL.withAnswerWithin(Duration.ofMillis(1)));
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS)) {
            client.ready();
            simulator.click(Long.parseLong(channel(simulator)), null);
            JsonNode click = client.event("INTERACTION_CREATE").path("d");
            Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
            RestCalls.Answer late = new RestCalls(simulator)
                    .api(
                            "POST",
                            "/interactions/" + click.path("id").asText() + "/"
                                    + click.path("token").asText() + "/callback",
                            "{\"type\":6}",
                            "");
            assertThat(late.status()).isEqualTo(404);
            assertThat(late.body().path("code").asInt()).isEqualTo(10062);
        }
    }

    @Test
    void aRouteCanBeLimitedAndSlowByAFault() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls calls = new RestCalls(simulator);
        simulator.fault(new StandingFault.LimitedRest("GET /users"), Duration.ofSeconds(30));
        assertThat(calls.api("GET", "/users/@me", "").status()).isEqualTo(429);
        assertThat(calls.api("GET", "/gateway/bot", "").status()).isEqualTo(200);
        simulator.liftFaults();
        simulator.fault(new StandingFault.SlowRest(null, Duration.ofMillis(200)), null);
        long start = System.nanoTime();
        assertThat(calls.api("GET", "/users/@me", "").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void theTokenIsInNoAnswerAndNoLog() throws IOException {
        Simulator simulator = start(SMALL);
        RestCalls calls = new RestCalls(simulator);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, 1)) {
            client.ready();
            calls.api("POST", messages(simulator), "{\"content\":\"hello\"}");
            calls.api("GET", "/users/@me", "", "Bot another");
            for (String path : new String[] {"/status", "/referee", "/log", "/world"}) {
                assertThat(calls.control("GET", path, "").response().body()).doesNotContain("rest-token");
            }
            assertThat(simulator.config().toString()).doesNotContain("rest-token");
        }
    }

    private static JsonNode json(String text) throws IOException {
        return RawClient.JSON.readTree(text.replace('\'', '"'));
    }
}
