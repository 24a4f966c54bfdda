package dev.weir.worker.gateway;

import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import dev.weir.worker.json.JsonCursor;
import dev.weir.worker.json.Keys;
import dev.weir.worker.json.Words;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    /** The keys that are read, in capitals. */
    private enum Key {
        OP,
        S,
        T,
        D,
        ID,
        GUILD_ID,
        CHANNEL_ID,
        MESSAGE_ID,
        PARENT_ID,
        USER_ID,
        WEBHOOK_ID,
        UNAVAILABLE,
        BOT,
        AUTHOR,
        USER,
        MEMBER,
        MESSAGE,
        CHANNEL,
        CONTENT,
        GUILDS,
        SESSION_ID,
        RESUME_GATEWAY_URL,
        HEARTBEAT_INTERVAL,
        ANOTHER
    }

    private static final Map<String, Key> KEYS =
            byWord(Key.values(), key -> key.name().toLowerCase(Locale.ROOT));
    private static final Words<EventType> TYPES =
            new Words<>(byWord(EventType.values(), EventType::name), EventType.OTHER);

    private final JsonCursor json = new JsonCursor();
    private final Keys<Key> ofFrames = new Keys<>(KEYS, Key.ANOTHER);
    private final Keys<Key> ofData = new Keys<>(KEYS, Key.ANOTHER);
    private final Keys<Key> ofUsers = new Keys<>(KEYS, Key.ANOTHER);
    private final Keys<Key> ofMembers = new Keys<>(KEYS, Key.ANOTHER);
    private final Keys<Key> ofOthers = new Keys<>(KEYS, Key.ANOTHER);

    private int op;
    private int sequence;
    private String name = "";
    private EventType type = EventType.OTHER;

    private boolean flag;
    private int heartbeatInterval;
    private @Nullable String sessionId;
    private @Nullable String resumeUrl;
    private int guilds;

    /** Of {@code d} itself, each in the place of its key. */
    private final long[] ids = new long[Key.values().length];

    private long authorId;
    private long objectUserId;
    private long memberUserId;
    private long objectMessageId;
    private long objectParentId;
    private int contentAt;
    private boolean bot;
    private boolean unavailable;

    /**
     * Reads a frame to its end.
     *
     * @throws IOException when it is no JSON object
     */
    void read(byte[] frame) throws IOException {
        clear();
        json.open(frame, 0);
        if (!json.object()) {
            throw new IOException("a frame of " + frame.length + " bytes is no JSON object");
        }
        Key key;
        while ((key = json.nextKey(ofFrames)) != null) {
            switch (key) {
                case OP -> op = json.number();
                case S -> sequence = json.number();
                case T -> {
                    type = json.word(TYPES);
                    name = type == EventType.OTHER ? json.spelled() : type.name();
                }
                case D -> readData();
                default -> json.skip();
            }
        }
    }

    private void clear() {
        op = -1;
        sequence = 0;
        name = "";
        type = EventType.OTHER;
        flag = false;
        heartbeatInterval = 0;
        sessionId = null;
        resumeUrl = null;
        guilds = 0;
        Arrays.fill(ids, 0);
        authorId = 0;
        objectUserId = 0;
        memberUserId = 0;
        objectMessageId = 0;
        objectParentId = 0;
        contentAt = 0;
        bot = false;
        unavailable = false;
    }

    private void readData() throws IOException {
        if (!json.atObject()) {
            flag = json.isTrue();
            return;
        }
        json.object();
        Key key;
        while ((key = json.nextKey(ofData)) != null) {
            switch (key) {
                case ID, GUILD_ID, CHANNEL_ID, MESSAGE_ID, PARENT_ID, USER_ID, WEBHOOK_ID ->
                    ids[place(key)] = json.snowflake();
                case UNAVAILABLE -> unavailable = json.isTrue();
                case AUTHOR -> authorId = user();
                case USER -> objectUserId = user();
                case MEMBER -> memberUserId = member();
                case MESSAGE -> objectMessageId = snowflakeIn(Key.ID);
                case CHANNEL -> objectParentId = snowflakeIn(Key.PARENT_ID);
                case CONTENT -> {
                    contentAt = json.place();
                    json.skip();
                }
                case GUILDS -> guilds = length();
                case SESSION_ID -> sessionId = json.string();
                case RESUME_GATEWAY_URL -> resumeUrl = json.string();
                case HEARTBEAT_INTERVAL -> heartbeatInterval = json.number();
                default -> json.skip();
            }
        }
    }

    private long user() throws IOException {
        long user = 0;
        if (json.object()) {
            Key key;
            while ((key = json.nextKey(ofUsers)) != null) {
                switch (key) {
                    case ID -> user = json.snowflake();
                    case BOT -> bot |= json.isTrue();
                    default -> json.skip();
                }
            }
        }
        return user;
    }

    private long member() throws IOException {
        long user = 0;
        if (json.object()) {
            Key key;
            while ((key = json.nextKey(ofMembers)) != null) {
                if (key == Key.USER) {
                    user = user();
                } else {
                    json.skip();
                }
            }
        }
        return user;
    }

    private long snowflakeIn(Key wanted) throws IOException {
        long found = 0;
        if (json.object()) {
            Key key;
            while ((key = json.nextKey(ofOthers)) != null) {
                if (key == wanted) {
                    found = json.snowflake();
                } else {
                    json.skip();
                }
            }
        }
        return found;
    }

    private int length() throws IOException {
        int length = 0;
        if (json.array()) {
            while (json.nextElement()) {
                json.skip();
                length++;
            }
        }
        return length;
    }

    int op() {
        return op;
    }

    int sequence() {
        return sequence;
    }

    /** Discord's {@code t}; empty for a frame without one. */
    String name() {
        return name;
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

    /** Keeps the frame that was read last, which must not change any more. */
    Payload payload(byte[] frame) {
        return Payload.utf8(frame, contentAt);
    }

    /** What the frame that was read last says, in our words. */
    GatewayEvent event(long receivedNanos, Payload payload) {
        long guild = id(Key.GUILD_ID);
        long channel = id(Key.CHANNEL_ID);
        long parent = 0;
        long message = id(Key.MESSAGE_ID);
        long user = firstOf(id(Key.USER_ID), objectUserId, memberUserId);
        switch (type) {
            case MESSAGE_CREATE, MESSAGE_UPDATE, MESSAGE_DELETE -> {
                message = id(Key.ID);
                user = authorId;
            }
            case INTERACTION_CREATE -> {
                message = objectMessageId;
                parent = objectParentId;
            }
            case GUILD_CREATE, GUILD_DELETE -> guild = id(Key.ID);
            case CHANNEL_DELETE -> channel = id(Key.ID);
            case THREAD_DELETE -> {
                channel = id(Key.ID);
                parent = id(Key.PARENT_ID);
            }
            case MESSAGE_DELETE_BULK,
                    MESSAGE_REACTION_ADD,
                    MESSAGE_REACTION_REMOVE,
                    MESSAGE_REACTION_REMOVE_ALL,
                    MESSAGE_REACTION_REMOVE_EMOJI -> {}
            case OTHER -> {
                switch (name) {
                    case "GUILD_UPDATE" -> guild = id(Key.ID);
                    case "CHANNEL_CREATE", "CHANNEL_UPDATE" -> channel = id(Key.ID);
                    case "THREAD_CREATE", "THREAD_UPDATE" -> {
                        channel = id(Key.ID);
                        parent = id(Key.PARENT_ID);
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
                bot || id(Key.WEBHOOK_ID) != 0,
                unavailable,
                payload);
    }

    private long id(Key key) {
        return ids[place(key)];
    }

    @SuppressWarnings("EnumOrdinal") // The array's order is nobody else's business.
    private static int place(Key key) {
        return key.ordinal();
    }

    private static long firstOf(long first, long second, long third) {
        if (first != 0) {
            return first;
        }
        return second != 0 ? second : third;
    }

    private static <T> Map<String, T> byWord(T[] all, Function<T, String> word) {
        return Arrays.stream(all).collect(Collectors.toMap(word, each -> each));
    }
}
