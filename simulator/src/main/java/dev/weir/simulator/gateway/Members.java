package dev.weir.simulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.world.Guild;
import dev.weir.simulator.world.User;
import dev.weir.simulator.world.World;
import java.util.ArrayList;
import java.util.List;

/** Answers op 8, the request for members, in chunks. */
final class Members {

    private static final int CHUNK = 1_000;

    private Members() {}

    static List<ObjectNode> chunks(World world, Guild guild, JsonNode request) {
        List<User> found = new ArrayList<>();
        ArrayNode notFound = Json.array();
        JsonNode ids = request.path("user_ids");
        if (ids.isMissingNode()) {
            int limit = request.path("limit").asInt(0);
            String prefix = request.path("query").asText("");
            found.add(world.bot());
            for (int i = 0; i < guild.people() && (limit == 0 || found.size() < limit); i++) {
                found.add(guild.person(i));
            }
            found.removeIf(user -> !user.username().startsWith(prefix));
        } else {
            for (JsonNode id : ids.isArray() ? ids : Json.array().add(ids)) {
                User user = world.member(guild, id.asLong());
                if (user == null) {
                    notFound.add(id.asText());
                } else {
                    found.add(user);
                }
            }
        }
        return cut(guild, found, notFound, request.path("nonce"));
    }

    private static List<ObjectNode> cut(Guild guild, List<User> found, ArrayNode notFound, JsonNode nonce) {
        int count = Math.max(1, (found.size() + CHUNK - 1) / CHUNK);
        List<ObjectNode> chunks = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            ObjectNode chunk = Json.object()
                    .put("guild_id", Long.toString(guild.id()))
                    .put("chunk_index", index)
                    .put("chunk_count", count);
            ArrayNode members = chunk.putArray("members");
            found.subList(index * CHUNK, Math.min(found.size(), (index + 1) * CHUNK))
                    .forEach(user -> members.add(guild.memberWithUser(user)));
            if (!notFound.isEmpty()) {
                chunk.set("not_found", notFound);
            }
            if (nonce.isTextual()) {
                chunk.set("nonce", nonce);
            }
            chunks.add(chunk);
        }
        return chunks;
    }
}
