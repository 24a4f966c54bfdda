package dev.weir.simulator.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;

/** Somebody with an account: a person, or the bot itself. */
public record User(long id, String username, String globalName, boolean bot) {

    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", Long.toString(id))
                .put("username", username)
                .put("discriminator", "0")
                .put("global_name", globalName)
                .putNull("avatar")
                .put("public_flags", 0)
                .put("flags", 0)
                .putNull("avatar_decoration_data")
                .putNull("collectibles")
                .putNull("primary_guild");
        if (bot) {
            json.put("bot", true);
        }
        return json;
    }
}
