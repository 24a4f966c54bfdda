package dev.weir.simulator.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The application's commands, kept as they were put.
 *
 * <p>Not thread-safe: owned by the lane. Bounded by Discord's own bounds: 110 commands a guild, guilds that exist.
 */
public final class Commands {

    /** Where commands of every guild are. */
    public static final String GLOBAL = "0";

    private static final int SLASH = 1;

    private final Map<String, ArrayNode> byGuild = new HashMap<>();

    public ArrayNode of(String guild) {
        ArrayNode found = byGuild.get(guild);
        return found == null ? Json.array() : found;
    }

    public void replace(String guild, ArrayNode commands) {
        byGuild.put(guild, commands);
    }

    /** A slash command that people of a guild see, by its name. */
    public @Nullable ObjectNode find(long guild, String name) {
        for (String scope : new String[] {Long.toString(guild), GLOBAL}) {
            for (JsonNode each : of(scope)) {
                if (each instanceof ObjectNode command
                        && command.path("type").asInt() == SLASH
                        && command.path("name").asText().equals(name)) {
                    return command;
                }
            }
        }
        return null;
    }

    /** One of the slash commands that people of a guild see, the one at {@code pick} from 0 to 1; null when there is none. */
    public @Nullable ObjectNode pick(long guild, double pick) {
        ArrayNode all = Json.array();
        for (String scope : new String[] {Long.toString(guild), GLOBAL}) {
            for (JsonNode each : of(scope)) {
                if (each.path("type").asInt() == SLASH) {
                    all.add(each);
                }
            }
        }
        return all.isEmpty() ? null : (ObjectNode) all.get((int) (pick * all.size()));
    }
}
