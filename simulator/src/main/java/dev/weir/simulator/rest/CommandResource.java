package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.json.MalformedJson;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.world.Commands;
import dev.weir.simulator.world.World;

/** The application's commands, as they are put and listed. */
final class CommandResource {

    private static final int MAX_COMMANDS = 110;

    private final Lane lane;
    private final World world;
    private final Commands commands;

    CommandResource(Lane lane, World world, Commands commands) {
        this.lane = lane;
        this.world = world;
        this.commands = commands;
    }

    HttpAnswer list(Request request) {
        return unknown(request) ? unknownAnswer(request) : HttpAnswer.json(200, commands.of(scope(request)));
    }

    /** Adds one; another of that name and type goes. */
    HttpAnswer put(Request request) throws MalformedJson {
        if (unknown(request)) {
            return unknownAnswer(request);
        }
        if (!(request.body() instanceof ObjectNode given) || !given.path("name").isTextual()) {
            return nameMissing();
        }
        ArrayNode kept = Json.array();
        boolean replaced = false;
        for (JsonNode one : commands.of(scope(request))) {
            boolean same = one.path("name").equals(given.path("name"))
                    && one.path("type").asInt() == given.path("type").asInt(1);
            replaced |= same;
            if (!same) {
                kept.add(one);
            }
        }
        if (kept.size() >= MAX_COMMANDS) {
            return DiscordError.INVALID_FORM.answer();
        }
        ObjectNode command = keep(given, scope(request));
        commands.replace(scope(request), kept.add(command));
        return HttpAnswer.json(replaced ? 200 : 201, command);
    }

    private static HttpAnswer nameMissing() {
        return DiscordError.INVALID_FORM.answer("name", "BASE_TYPE_REQUIRED", "This field is required");
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
                return nameMissing();
            }
            kept.add(keep(object, scope(request)));
        }
        commands.replace(scope(request), kept);
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
        if (!scope.equals(Commands.GLOBAL)) {
            command.put("guild_id", scope);
        }
        return command;
    }

    private static String scope(Request request) {
        return request.variables().size() > 1 ? request.variable(1) : Commands.GLOBAL;
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
