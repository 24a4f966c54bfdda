package dev.weir.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.gateway.Intents;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.json.MalformedJson;
import dev.weir.simulator.load.Burst;
import dev.weir.simulator.referee.LogEntry;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.wire.HttpCall;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The control interface. The switch is its table.
 *
 * <p>Owned by the lane.
 */
public final class ControlApi {

    private static final String ROOT = "/sim/";
    private static final Map<String, Set<String>> METHODS = Map.ofEntries(
            Map.entry("status", Set.of("GET")),
            Map.entry("referee", Set.of("GET")),
            Map.entry("log", Set.of("GET")),
            Map.entry("world", Set.of("GET")),
            Map.entry("load", Set.of("POST", "DELETE")),
            Map.entry("bots", Set.of("GET", "POST")),
            Map.entry("burst", Set.of("POST")),
            Map.entry("recommendation", Set.of("POST")),
            Map.entry("message", Set.of("POST")),
            Map.entry("click", Set.of("POST")),
            Map.entry("command", Set.of("POST")),
            Map.entry("submit", Set.of("POST")),
            Map.entry("reaction", Set.of("POST", "DELETE")),
            Map.entry("dispatch", Set.of("POST")),
            Map.entry("faults", Set.of("POST", "DELETE")));

    private final Operations operations;
    private final long defaultSeed;

    public ControlApi(Operations operations, long defaultSeed) {
        this.operations = operations;
        this.defaultSeed = defaultSeed;
    }

    public static boolean isControl(String path) {
        return path.startsWith(ROOT);
    }

    public void answer(HttpCall call, Consumer<HttpAnswer> reply) {
        String what = call.path().substring(ROOT.length());
        Set<String> methods = METHODS.get(what);
        if (methods == null) {
            reply.accept(problem(404, "there is no " + call.path()));
            return;
        }
        if (!methods.contains(call.method())) {
            reply.accept(problem(
                    405,
                    call.path() + " takes "
                            + String.join(" and ", methods.stream().sorted().toList())));
            return;
        }
        try {
            if (what.equals("burst")) {
                burst(fields(call), reply);
            } else {
                reply.accept(HttpAnswer.json(200, answer(call.method() + " " + what, call)));
            }
        } catch (BadField e) {
            reply.accept(problem(e));
        } catch (MalformedJson e) {
            reply.accept(problem(new BadField("(body)", e.getMessage() + "", "a JSON document")));
        }
    }

    private JsonNode answer(String command, HttpCall call) throws BadField, MalformedJson {
        return switch (command) {
            case "GET status" -> Json.tree(operations.status());
            case "GET referee" -> Json.tree(operations.referee());
            case "GET world" -> Json.tree(operations.world());
            case "GET bots" -> Json.object().set("bots", Json.tree(operations.otherBots()));
            case "POST bots" -> bot(fields(call));
            case "GET log" -> log(call.parameters());
            case "POST load" -> Json.tree(operations.startLoad(LoadReader.read(fields(call), defaultSeed)));
            case "DELETE load" -> Json.tree(operations.stopLoad());
            case "POST message" -> message(fields(call));
            case "POST click" -> click(fields(call));
            case "POST command" -> command(fields(call));
            case "POST submit" -> submit(fields(call));
            case "POST reaction" -> reaction(fields(call), true);
            case "DELETE reaction" -> reaction(fields(call), false);
            case "POST recommendation" -> recommendation(fields(call));
            case "POST dispatch" -> dispatch(fields(call));
            case "POST faults" -> fault(fields(call));
            case "DELETE faults" -> {
                operations.liftFaults();
                yield Json.object().put("lifted", true);
            }
            default -> throw new IllegalStateException(command + " is in the table and has no answer");
        };
    }

    private static Fields fields(HttpCall call) throws BadField, MalformedJson {
        return Fields.of(Json.parseStrictly(call.body()));
    }

    private JsonNode bot(Fields fields) throws BadField {
        String token = fields.requiredText("token", "the token that clients of this bot use");
        int guilds = fields.integer("guilds", 0, 1_000_000, 10);
        int privileged = fields.integer("privilegedIntents", 0, Intents.PRIVILEGED, Intents.PRIVILEGED);
        fields.noOthers();
        long application = operations.addBot(token, guilds, privileged);
        return Json.object().put("application", Long.toString(application));
    }

    private JsonNode log(Map<String, String> query) throws BadField {
        long after = number(query, "after", 0, Long.MAX_VALUE, 0);
        int limit = (int) number(query, "limit", 1, 10_000, 1_000);
        ArrayNode entries = Json.array();
        operations.log(after, limit, kind(query.get("kind"))).forEach(entry -> entries.add(entry.json()));
        ObjectNode answer = Json.object();
        answer.set("entries", entries);
        return answer;
    }

    private static LogEntry.@Nullable Kind kind(@Nullable String given) throws BadField {
        if (given == null) {
            return null;
        }
        for (LogEntry.Kind kind : LogEntry.Kind.values()) {
            if (kind.code().equals(given)) {
                return kind;
            }
        }
        List<String> all =
                Arrays.stream(LogEntry.Kind.values()).map(LogEntry.Kind::code).toList();
        throw new BadField("kind", given, "one of " + String.join(", ", all));
    }

    private static long number(Map<String, String> query, String name, long min, long max, long otherwise)
            throws BadField {
        String given = query.get(name);
        if (given == null) {
            return otherwise;
        }
        if (given.matches("[0-9]{1,18}")) {
            long value = Long.parseLong(given);
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw new BadField(name, given, "a whole number from " + min + " to " + max);
    }

    private void burst(Fields fields, Consumer<HttpAnswer> reply) throws BadField {
        int shard = fields.required("shard", 0, 1_000_000);
        int count = fields.required("count", 1, Burst.MAX_MESSAGES);
        int channels = fields.integer("channels", 1, Burst.MAX_CHANNELS, 1);
        fields.noOthers();
        var _ = operations.burst(shard, count, channels).thenAccept(report -> {
            ObjectNode answer = Json.object();
            answer.setAll((ObjectNode) Json.tree(report));
            ArrayNode ids = answer.putArray("channels");
            report.channels().forEach(id -> ids.add(Long.toString(id)));
            reply.accept(HttpAnswer.json(200, answer));
        });
    }

    private JsonNode message(Fields fields) throws BadField {
        long channel = fields.requiredId("channel");
        Long author = fields.id("author");
        String content = fields.requiredText("content", "a string");
        fields.noOthers();
        return Json.object().put("id", Long.toString(operations.message(channel, author, content)));
    }

    private JsonNode click(Fields fields) throws BadField {
        long channel = fields.requiredId("channel");
        Long user = fields.id("user");
        String customId = fields.text("customId");
        List<String> values = fields.texts("values");
        fields.noOthers();
        return id(customId == null ? operations.click(channel, user) : operations.use(channel, user, customId, values));
    }

    private JsonNode command(Fields fields) throws BadField {
        long channel = fields.requiredId("channel");
        Long user = fields.id("user");
        String name = fields.requiredText("name", "the name of a slash command");
        fields.noOthers();
        return id(operations.command(channel, user, name));
    }

    private JsonNode submit(Fields fields) throws BadField {
        long channel = fields.requiredId("channel");
        Long user = fields.id("user");
        String customId = fields.requiredText("customId", "the custom id of a modal");
        Fields given = fields.object("fields");
        Map<String, String> typed = given == null ? Map.of() : given.allTexts();
        fields.noOthers();
        return id(operations.submit(channel, user, customId, typed));
    }

    private JsonNode reaction(Fields fields, boolean add) throws BadField {
        long channel = fields.requiredId("channel");
        long message = fields.requiredId("message");
        Long user = fields.id("user");
        String emoji = fields.requiredText("emoji", "a character, or name:id");
        fields.noOthers();
        return Json.object().put("changed", operations.react(channel, message, user, emoji, add));
    }

    private static JsonNode id(long id) {
        return Json.object().put("id", Long.toString(id));
    }

    private JsonNode dispatch(Fields fields) throws BadField {
        Integer shard = fields.integer("shard", 0, 1_000_000);
        String type = fields.requiredText("t", "an event name such as MESSAGE_CREATE");
        JsonNode data = fields.payload("d");
        fields.noOthers();
        return Json.object().put("sessions", operations.dispatch(shard, type, data));
    }

    private JsonNode recommendation(Fields fields) throws BadField {
        int shards = fields.required("shards", 1, 100_000);
        fields.noOthers();
        operations.recommend(shards);
        return Json.object().put("shards", shards);
    }

    private JsonNode fault(Fields fields) throws BadField {
        return switch (FaultReader.read(fields)) {
            case FaultReader.Order.Now(var fault) -> Json.object().put("hit", operations.fault(fault));
            case FaultReader.Order.Standing(var fault, var length) -> {
                operations.fault(fault, length);
                yield Json.object().put("standing", fault.code());
            }
        };
    }

    private static HttpAnswer problem(int status, String detail) {
        return HttpAnswer.json(status, Json.object().put("status", status).put("detail", detail))
                .as("application/problem+json");
    }

    private static HttpAnswer problem(BadField bad) {
        ObjectNode body = Json.object()
                .put("status", 400)
                .put("detail", bad.getMessage())
                .put("field", bad.field())
                .put("value", bad.value())
                .put("expected", bad.expected());
        return HttpAnswer.json(400, body).as("application/problem+json");
    }
}
