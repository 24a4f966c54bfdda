package dev.weir.worker.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a gateway frame what routing needs, in one pass over its bytes; everything else is skipped unread.
 *
 * <p>What {@code d} holds is collected before {@code t} says how to understand it: Discord does not promise an order of keys.
 * A key that is missing or has another shape than today's leaves a zero and never loses the event.
 *
 * <p>Reused from frame to frame, so that a message costs no garbage but its event. Not thread-safe: one per socket.
 */
final class FrameReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            // Some objects are keyed by ids: interning those would fill the JVM's table of strings.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final Map<String, EventType> TYPES = types();

    private int op;
    private int sequence;
    private @Nullable String name;
    private EventType type = EventType.OTHER;

    private boolean flag;
    private int heartbeatInterval;
    private @Nullable String sessionId;
    private @Nullable String resumeUrl;
    private int guilds;

    private long id;
    private long guildId;
    private long channelId;
    private long messageId;
    private long parentId;
    private long userId;
    private long authorId;
    private long objectUserId;
    private long memberUserId;
    private long objectMessageId;
    private long objectParentId;
    private boolean bot;
    private boolean webhook;
    private boolean unavailable;

    /**
     * Reads a frame to its end.
     *
     * @throws IOException when it is no JSON object
     */
    void read(byte[] frame) throws IOException {
        clear();
        try (JsonParser json = JSON.createParser(frame)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a frame of " + frame.length + " bytes is no JSON object");
            }
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                switch (key) {
                    case "op" -> op = number(json, value);
                    case "s" -> sequence = number(json, value);
                    case "t" -> name = value == JsonToken.VALUE_STRING ? json.getText() : null;
                    case "d" -> readData(json, value);
                    default -> json.skipChildren();
                }
            }
        }
        if (name != null) {
            EventType known = TYPES.get(name);
            if (known != null) {
                type = known;
                name = known.name();
            }
        }
    }

    private void clear() {
        op = -1;
        sequence = 0;
        name = null;
        type = EventType.OTHER;
        flag = false;
        heartbeatInterval = 0;
        sessionId = null;
        resumeUrl = null;
        guilds = 0;
        id = 0;
        guildId = 0;
        channelId = 0;
        messageId = 0;
        parentId = 0;
        userId = 0;
        authorId = 0;
        objectUserId = 0;
        memberUserId = 0;
        objectMessageId = 0;
        objectParentId = 0;
        bot = false;
        webhook = false;
        unavailable = false;
    }

    private void readData(JsonParser json, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            flag = start == JsonToken.VALUE_TRUE;
            json.skipChildren();
            return;
        }
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (key) {
                case "id" -> id = snowflake(json, value);
                case "guild_id" -> guildId = snowflake(json, value);
                case "channel_id" -> channelId = snowflake(json, value);
                case "message_id" -> messageId = snowflake(json, value);
                case "parent_id" -> parentId = snowflake(json, value);
                case "user_id" -> userId = snowflake(json, value);
                case "webhook_id" -> webhook = snowflake(json, value) != 0;
                case "unavailable" -> unavailable = value == JsonToken.VALUE_TRUE;
                case "author" -> authorId = user(json, value);
                case "user" -> objectUserId = user(json, value);
                case "member" -> memberUserId = member(json, value);
                case "message" -> objectMessageId = snowflakeIn(json, value, "id");
                case "channel" -> objectParentId = snowflakeIn(json, value, "parent_id");
                case "guilds" -> guilds = length(json, value);
                case "session_id" -> sessionId = value == JsonToken.VALUE_STRING ? json.getText() : skipped(json);
                case "resume_gateway_url" ->
                    resumeUrl = value == JsonToken.VALUE_STRING ? json.getText() : skipped(json);
                case "heartbeat_interval" -> heartbeatInterval = number(json, value);
                default -> json.skipChildren();
            }
        }
    }

    private long user(JsonParser json, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            json.skipChildren();
            return 0;
        }
        long user = 0;
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (key) {
                case "id" -> user = snowflake(json, value);
                case "bot" -> bot |= value == JsonToken.VALUE_TRUE;
                default -> json.skipChildren();
            }
        }
        return user;
    }

    private long member(JsonParser json, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            json.skipChildren();
            return 0;
        }
        long user = 0;
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (key.equals("user")) {
                user = user(json, value);
            } else {
                json.skipChildren();
            }
        }
        return user;
    }

    private static long snowflakeIn(JsonParser json, JsonToken start, String wanted) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            json.skipChildren();
            return 0;
        }
        long found = 0;
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (key.equals(wanted)) {
                found = snowflake(json, value);
            } else {
                json.skipChildren();
            }
        }
        return found;
    }

    private static int length(JsonParser json, JsonToken start) throws IOException {
        if (start != JsonToken.START_ARRAY) {
            json.skipChildren();
            return 0;
        }
        int length = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
            length++;
        }
        return length;
    }

    private static int number(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT) {
            return json.getIntValue();
        }
        json.skipChildren();
        return 0;
    }

    private static long snowflake(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NUMBER_INT) {
            return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? 0 : json.getLongValue();
        }
        if (value != JsonToken.VALUE_STRING) {
            json.skipChildren();
            return 0;
        }
        char[] text = json.getTextCharacters();
        int from = json.getTextOffset();
        int length = json.getTextLength();
        // 19 digits fit a signed long but for the last tenth; Discord's ids reach that in the year 2084.
        if (length == 0 || length > 19) {
            return 0;
        }
        long id = 0;
        for (int i = from; i < from + length; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            id = id * 10 + digit;
        }
        return Math.max(id, 0);
    }

    private static @Nullable String skipped(JsonParser json) throws IOException {
        json.skipChildren();
        return null;
    }

    int op() {
        return op;
    }

    int sequence() {
        return sequence;
    }

    /** Discord's {@code t}; empty for a frame without one. */
    String name() {
        return name == null ? "" : name;
    }

    EventType type() {
        return type;
    }

    /** Of op 9: whether the session may be resumed. */
    boolean flag() {
        return flag;
    }

    /** Of op 10, in milliseconds. */
    int heartbeatInterval() {
        return heartbeatInterval;
    }

    /** Of READY. */
    @Nullable
    String sessionId() {
        return sessionId;
    }

    /** Of READY. */
    @Nullable
    String resumeUrl() {
        return resumeUrl;
    }

    /** Of READY: how many guilds it lists. */
    int guilds() {
        return guilds;
    }

    /** What the frame that was read last says, in our words. */
    GatewayEvent event(long receivedNanos, Payload payload) {
        String name = name();
        long guild = guildId;
        long channel = channelId;
        long parent = 0;
        long message = messageId;
        long user = firstOf(userId, objectUserId, memberUserId);
        switch (type) {
            case MESSAGE_CREATE, MESSAGE_UPDATE, MESSAGE_DELETE -> {
                message = id;
                user = authorId;
            }
            case INTERACTION_CREATE -> {
                message = objectMessageId;
                parent = objectParentId;
            }
            case GUILD_CREATE, GUILD_DELETE -> guild = id;
            case CHANNEL_DELETE -> channel = id;
            case THREAD_DELETE -> {
                channel = id;
                parent = parentId;
            }
            case MESSAGE_DELETE_BULK,
                    MESSAGE_REACTION_ADD,
                    MESSAGE_REACTION_REMOVE,
                    MESSAGE_REACTION_REMOVE_ALL,
                    MESSAGE_REACTION_REMOVE_EMOJI -> {}
            case OTHER -> {
                switch (name) {
                    case "GUILD_UPDATE" -> guild = id;
                    case "CHANNEL_CREATE", "CHANNEL_UPDATE" -> channel = id;
                    case "THREAD_CREATE", "THREAD_UPDATE" -> {
                        channel = id;
                        parent = parentId;
                    }
                    default -> {}
                }
            }
        }
        return new GatewayEvent(
                type,
                name,
                sequence,
                receivedNanos,
                guild,
                channel,
                parent,
                message,
                user,
                bot || webhook,
                unavailable,
                payload);
    }

    private static long firstOf(long first, long second, long third) {
        if (first != 0) {
            return first;
        }
        return second != 0 ? second : third;
    }

    private static Map<String, EventType> types() {
        Map<String, EventType> types = new HashMap<>();
        for (EventType type : EventType.values()) {
            if (type != EventType.OTHER) {
                types.put(type.name(), type);
            }
        }
        return Map.copyOf(types);
    }
}
