package dev.weir.simulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to sessions: serialised once, the sequence number is added for each.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class Dispatch {

    static final byte[] MIDDLE = ",\"op\":0,\"d\":".getBytes(StandardCharsets.ISO_8859_1);

    private static final Map<String, byte[]> HEADS = new ConcurrentHashMap<>();

    private final String type;
    private final long guildId;
    private final byte[] data;
    private final int neededIntent;
    /** Only the bytes are kept, not the tree: the replay buffers hold these by the hundred thousand. */
    private final boolean othersMessage;

    private byte @Nullable [] withoutContent;

    private Dispatch(String type, long guildId, byte[] data, boolean othersMessage) {
        this.type = type;
        this.guildId = guildId;
        this.data = data;
        this.othersMessage = othersMessage;
        this.neededIntent = Intents.needed(type, guildId != 0);
    }

    /** An event; {@code guildId} is zero for one without a guild: it goes to shard 0. */
    public static Dispatch of(String type, long guildId, JsonNode data) {
        return new Dispatch(type, guildId, Json.bytes(data), false);
    }

    /** A message of somebody else: without MESSAGE_CONTENT a session gets it with empty content. */
    public static Dispatch ofMessage(String type, long guildId, ObjectNode message) {
        return ofBytes(type, guildId, Json.bytes(message));
    }

    /** As {@link #ofMessage}, serialised already. */
    public static Dispatch ofBytes(String type, long guildId, byte[] data) {
        return new Dispatch(type, guildId, data, guildId != 0);
    }

    public String type() {
        return type;
    }

    long guildId() {
        return guildId;
    }

    int neededIntent() {
        return neededIntent;
    }

    int size() {
        return data.length;
    }

    byte[] head() {
        return HEADS.computeIfAbsent(type, t -> ("{\"t\":\"" + t + "\",\"s\":").getBytes(StandardCharsets.UTF_8));
    }

    byte[] data(int intents) {
        if (!othersMessage || (intents & Intents.MESSAGE_CONTENT) != 0) {
            return data;
        }
        byte[] ready = withoutContent;
        if (ready == null) {
            ready = withoutContent(data);
            withoutContent = ready;
        }
        return ready;
    }

    private static byte[] withoutContent(byte[] message) {
        try {
            if (!(Json.parse(message) instanceof ObjectNode bare)) {
                throw new IllegalStateException("a message is an object");
            }
            if (bare.has("content")) {
                bare.put("content", "");
            }
            for (String list : new String[] {"embeds", "attachments", "components"}) {
                if (bare.has(list)) {
                    bare.putArray(list);
                }
            }
            bare.remove("poll");
            return Json.bytes(bare);
        } catch (MalformedJson e) {
            throw new IllegalStateException("a message that was written here cannot be read", e);
        }
    }
}
