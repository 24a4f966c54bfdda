package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.json.MalformedJson;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.world.World;
import java.util.HashMap;
import java.util.Map;

/**
 * The application's commands, kept as they were put.
 *
 * <p>Not thread-safe: owned by the lane. Bounded by Discord's own bounds: 110 commands a guild, guilds that exist.
 */
final class CommandResource {

    private static final int MAX_COMMANDS = 110;
    private static final String GLOBAL = "0";

    private final Lane lane;
    private final World world;
    private final Map<String, ArrayNode> byGuild = new HashMap<>();

    CommandResource(Lane lane, World world) {
        this.lane = lane;
        this.world = world;
    }

    HttpAnswer list(Request request) {
        return unknown(request) ? unknownAnswer(request) : HttpAnswer.json(200, commands(scope(request)));
    }

    HttpAnswer replace(Request request) throws MalformedJson {
        if (unknown(request)) {
            return unknownAnswer(request);
        }
        JsonNode given = request.body();
        if (!given.isArray() || given.size() > MAX_COMMANDS) {
            return DiscordError.INVALID_FORM.answer();
        }
        ArrayNode kept = Json.array();
        for (JsonNode one : given) {
            if (!(one instanceof ObjectNode object) || !one.path("name").isTextual()) {
                return DiscordError.INVALID_FORM.answer("name", "BASE_TYPE_REQUIRED", "This field is required");
            }
            kept.add(keep(object, scope(request)));
        }
        byGuild.put(scope(request), kept);
        return HttpAnswer.json(200, kept);
    }

    private ObjectNode keep(ObjectNode given, String scope) {
        ObjectNode command = given.deepCopy();
        command.put("id", Long.toString(world.nextId(lane.millis())))
                .put("application_id", Long.toString(world.bot().id()))
                .put("version", Long.toString(world.nextId(lane.millis())))
                .put("type", given.path("type").asInt(1))
                .put("description", given.path("description").asText(""));
        if (!given.has("default_member_permissions")) {
            command.putNull("default_member_permissions");
        }
        if (!scope.equals(GLOBAL)) {
            command.put("guild_id", scope);
        }
        return command;
    }

    private ArrayNode commands(String scope) {
        ArrayNode found = byGuild.get(scope);
        return found == null ? Json.array() : found;
    }

    private static String scope(Request request) {
        return request.variables().size() > 1 ? request.variable(1) : GLOBAL;
    }

    private boolean unknown(Request request) {
        return request.id(0) != world.bot().id()
                || (request.variables().size() > 1 && world.guild(request.id(1)) == null);
    }

    private HttpAnswer unknownAnswer(Request request) {
        return request.id(0) == world.bot().id()
                ? DiscordError.UNKNOWN_GUILD.answer()
                : DiscordError.UNKNOWN_APPLICATION.answer();
    }
}
