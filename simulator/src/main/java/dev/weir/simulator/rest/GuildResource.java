package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.world.Guild;
import dev.weir.simulator.world.User;
import dev.weir.simulator.world.World;

/** Guilds, their channels and members. */
final class GuildResource {

    private final World world;

    GuildResource(World world) {
        this.world = world;
    }

    HttpAnswer get(Request request) {
        Guild guild = world.guild(request.id(0));
        if (guild == null) {
            return DiscordError.UNKNOWN_GUILD.answer();
        }
        ObjectNode body = guild.json();
        if (request.query().getOrDefault("with_counts", "false").equals("true")) {
            body.put("approximate_member_count", guild.people() + 1).put("approximate_presence_count", 1);
        }
        return HttpAnswer.json(200, body);
    }

    HttpAnswer channels(Request request) {
        Guild guild = world.guild(request.id(0));
        if (guild == null) {
            return DiscordError.UNKNOWN_GUILD.answer();
        }
        ArrayNode body = Json.array();
        guild.channels().forEach(channel -> body.add(channel.json()));
        return HttpAnswer.json(200, body);
    }

    HttpAnswer member(Request request) {
        Guild guild = world.guild(request.id(0));
        if (guild == null) {
            return DiscordError.UNKNOWN_GUILD.answer();
        }
        User user = world.member(guild, request.id(1));
        return user == null ? DiscordError.UNKNOWN_MEMBER.answer() : HttpAnswer.json(200, guild.memberWithUser(user));
    }
}
