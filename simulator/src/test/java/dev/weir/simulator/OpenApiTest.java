package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weir.simulator.load.LoadPlan;
import dev.weir.simulator.load.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Answers are what Discord's own description says, where that description is at hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {

    private static final String DOCUMENT = "https://discord.com/openapi.json";

    private @Nullable SchemaRegistry schemas;
    private @Nullable Simulator simulator;

    @BeforeAll
    void read() throws IOException {
        Path description = Stream.of(
                        System.getProperty("discord.openapi", ""),
                        "../../shared/discord/openapi.json",
                        "../../../shared/discord/openapi.json",
                        "../shared/discord/openapi.json")
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
        if (description == null) {
            String message = "SKIPPED: OpenApiTest checks no answer: Discord's openapi.json is not here"
                    + " (give -Ddiscord.openapi=FILE)";
            System.err.println(message);
            Assumptions.abort(message);
        }
        String text = Files.readString(description);
        schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(DOCUMENT, text)));
        simulator = Simulator.start(SimulatorConfig.defaults("openapi-token")
                .withShards(1)
                .withGuilds(2)
                .withChannels(2)
                .withUsers(5)
                .withRestCallsPerSecond(10_000));
    }

    @AfterAll
    void stop() {
        if (simulator != null) {
            simulator.close();
        }
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

    private String guild() {
        return simulator().world().guilds().getFirst().id();
    }

    private String channel() {
        return simulator().world().guilds().getFirst().channels().getFirst();
    }

    private String other() {
        return simulator().world().guilds().getLast().channels().getLast();
    }

    /** The status has to be 200, the body what the operation promises. */
    private JsonNode conforms(RestCalls.Answer answer, String method, String template) {
        assertThat(answer.status()).as("%s %s", method, template).isEqualTo(200);
        String pointer = "#/paths/" + template.replace("/", "~1") + "/" + method
                + "/responses/200/content/application~1json/schema";
        return matches(answer.body(), pointer);
    }

    private JsonNode matches(JsonNode body, String pointer) {
        if (schemas == null) {
            throw new IllegalStateException("no schemas");
        }
        List<String> errors =
                schemas
                        .getSchema(SchemaLocation.of(DOCUMENT + pointer))
                        .validate(body.toString(), InputFormat.JSON)
                        .stream()
                        .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                        .toList();
        assertThat(errors).as(pointer).isEmpty();
        return body;
    }

    @Test
    void gatewayAndAccount() throws IOException {
        conforms(calls().api("GET", "/gateway", ""), "get", "/gateway");
        conforms(calls().api("GET", "/gateway/bot", ""), "get", "/gateway/bot");
        conforms(calls().api("GET", "/oauth2/applications/@me", ""), "get", "/oauth2/applications/@me");
        conforms(calls().api("GET", "/users/@me", ""), "get", "/users/@me");
        String somebody = simulator().world().guilds().getFirst().somebody();
        conforms(calls().api("GET", "/users/" + somebody, ""), "get", "/users/{user_id}");
        conforms(
                calls().api("GET", "/guilds/" + guild() + "/members/" + somebody, ""),
                "get",
                "/guilds/{guild_id}/members/{user_id}");
    }

    @Test
    void guildsAndChannels() throws IOException {
        conforms(calls().api("GET", "/guilds/" + guild(), ""), "get", "/guilds/{guild_id}");
        conforms(calls().api("GET", "/guilds/" + guild() + "/channels", ""), "get", "/guilds/{guild_id}/channels");
        conforms(calls().api("GET", "/channels/" + channel(), ""), "get", "/channels/{channel_id}");
    }

    @Test
    void messagesThatABotSends() throws IOException {
        String body = """
            {"content":"hello","embeds":[{"title":"t","description":"d"}],
             "components":[{"type":1,"components":[{"type":2,"style":1,"label":"l","custom_id":"c"}]}]}\
            """;
        String all = "/channels/" + channel() + "/messages";
        String template = "/channels/{channel_id}/messages";
        String id = conforms(calls().api("POST", all, body), "post", template)
                .path("id")
                .asText();
        calls().api("PUT", all + "/" + id + "/reactions/%F0%9F%91%8D/@me", "");
        String one = template + "/{message_id}";
        conforms(calls().api("GET", all + "/" + id, ""), "get", one);
        conforms(calls().api("PATCH", all + "/" + id, "{\"content\":\"changed\"}"), "patch", one);
        conforms(
                calls().api("GET", all + "/" + id + "/reactions/%F0%9F%91%8D", ""),
                "get",
                one + "/reactions/{emoji_name}");
        String reply = "{\"content\":\"re\",\"message_reference\":{\"message_id\":\"" + id + "\"}}";
        conforms(calls().api("POST", all, reply), "post", template);
        String second = """
            {"flags":32768,"components":[{"type":17,"components":[{"type":10,"content":"text"},{"type":14}]}]}\
            """;
        conforms(calls().api("POST", all, second), "post", template);
        String poll = """
            {"poll":{"question":{"text":"q"},"answers":[{"poll_media":{"text":"a"}}],"duration":1}}\
            """;
        conforms(calls().api("POST", all, poll), "post", template);
    }

    @Test
    void messagesOfEveryShapeInAList() throws IOException {
        Mix mix = new Mix(10, 1, 0, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0);
        simulator().load(new LoadPlan(2_000, 3, mix, 0, 0.9, 0.02, 0.3));
        Awaitility.await().until(() -> simulator().status().load().performed() > 600);
        simulator().stopLoad();
        RestCalls.Answer answer = calls().api("GET", "/channels/" + other() + "/messages?limit=100", "");
        // The description knows replies only, Discord's documentation forwards too (type 1).
        answer.body().findValues("message_reference").forEach(reference -> {
            assertThat(reference.path("type").asInt()).isBetween(0, 1);
            ((ObjectNode) reference).put("type", 0);
        });
        JsonNode list = conforms(answer, "get", "/channels/{channel_id}/messages");
        assertThat(list.findValues("poll")).isNotEmpty();
        assertThat(list.findValues("message_snapshots")).isNotEmpty();
    }

    @Test
    void interactionsAndCommands() throws IOException {
        try (RawClient client = RawClient.loggedIn(simulator(), 0, 1, RawClient.ALL_INTENTS)) {
            client.ready();
            simulator().click(Long.parseLong(other()), null);
            JsonNode click = client.event("INTERACTION_CREATE").path("d");
            String application = click.path("application_id").asText();
            String token = click.path("token").asText();
            conforms(
                    calls().api(
                                    "POST",
                                    "/interactions/" + click.path("id").asText() + "/" + token
                                            + "/callback?with_response=true",
                                    "{\"type\":4,\"data\":{\"content\":\"x\"}}",
                                    ""),
                    "post",
                    "/interactions/{interaction_id}/{interaction_token}/callback");
            String webhook = "/webhooks/" + application + "/" + token;
            String template = "/webhooks/{webhook_id}/{webhook_token}";
            conforms(calls().api("POST", webhook, "{\"content\":\"y\"}", ""), "post", template);
            conforms(
                    calls().api("PATCH", webhook + "/messages/@original", "{\"content\":\"z\"}", ""),
                    "patch",
                    template + "/messages/@original");
            conforms(
                    calls().api(
                                    "PUT",
                                    "/applications/" + application + "/commands",
                                    "[{\"name\":\"a\",\"description\":\"b\"}]"),
                    "put",
                    "/applications/{application_id}/commands");
        }
    }

    @Test
    void refusals() throws IOException {
        String error = "#/components/schemas/ErrorResponse";
        matches(calls().api("GET", "/channels/1", "").body(), error);
        matches(calls().api("GET", "/users/@me", "", "Bot no").body(), error);
        matches(
                calls().api("POST", "/channels/" + channel() + "/messages", "{}")
                        .body(),
                error);
        simulator().fault(new dev.weir.simulator.fault.StandingFault.LimitedRest("GET /users/@me"), null);
        matches(
                calls().api("GET", "/users/@me", "").body(),
                "#/components/responses/ClientRatelimitedResponse/content/application~1json/schema");
        simulator().liftFaults();
    }
}
