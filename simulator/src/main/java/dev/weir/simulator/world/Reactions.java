package dev.weir.simulator.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import java.util.Set;

/** Emojis on messages: a custom one is written {@code name:id}, any other is the character itself. */
public final class Reactions {

    private Reactions() {}

    public static ObjectNode emoji(String key) {
        int colon = key.indexOf(':');
        ObjectNode json = Json.object();
        if (colon < 0) {
            return json.putNull("id").put("name", key);
        }
        return json.put("id", key.substring(colon + 1)).put("name", key.substring(0, colon));
    }

    static ObjectNode json(String key, Set<Long> users, long viewer) {
        ObjectNode json = Json.object().put("count", users.size());
        json.set("emoji", emoji(key));
        json.putObject("count_details").put("burst", 0).put("normal", users.size());
        json.putArray("burst_colors");
        return json.put("me_burst", false)
                .put("me", users.contains(viewer))
                .put("burst_me", false)
                .put("burst_count", 0);
    }
}
