package dev.weir.worker.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weir.worker.json.JsonCursor;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of a gateway frame, parsed when somebody asks for it. What was parsed lives as long as somebody uses it: it is several
 * times larger than the text, and what keeps an event keeps the text only.
 */
public final class Payload {
    private static final JsonMapper JSON = new JsonMapper();

    private final byte[] frame;

    /** Where the value of {@code d.content} begins; 0 when that is not known. */
    private final int contentAt;

    private volatile @Nullable WeakReference<JsonNode> data;

    /** Whether a text was asked for: whoever asks again may ask often. Races do no harm. */
    private boolean asked;

    /** Collectors that keep it. Owned by the lane of the shard that it came through. */
    private int holders;

    /**
     * Keeps a frame.
     *
     * @param frame the whole frame: {@code {"op":0,"t":…,"s":…,"d":{…}}}
     */
    public Payload(String frame) {
        this(frame.getBytes(StandardCharsets.UTF_8), 0);
    }

    private Payload(byte[] frame, int contentAt) {
        this.frame = frame;
        this.contentAt = contentAt;
    }

    /** Keeps a frame as it came over the wire; the bytes must not change any more. */
    public static Payload utf8(byte[] frame) {
        return utf8(frame, 0);
    }

    /**
     * Keeps a frame of which is known where a message's text stands.
     *
     * @param contentAt where the value of {@code d.content} begins, in bytes; 0 when that is not known
     */
    public static Payload utf8(byte[] frame, int contentAt) {
        return new Payload(frame, contentAt);
    }

    /** Bytes of the frame. */
    public int size() {
        return frame.length;
    }

    /** A collector keeps it from now on; true when none did before. On the lane only. */
    public boolean hold() {
        return holders++ == 0;
    }

    /** A collector keeps it no more; true when none does now. On the lane only. */
    public boolean letGo() {
        return --holders == 0;
    }

    /** The whole frame as it came; decoded anew with each call. */
    public String frame() {
        return new String(frame, StandardCharsets.UTF_8);
    }

    /**
     * A text of {@code d}, as {@code content}; empty when there is none. The first time only this one is looked for, which costs a
     * fraction of {@link #data}; a content whose place is known is read there. Any thread.
     *
     * @throws IllegalStateException when the frame is no JSON, which the tap has ruled out before
     */
    public String text(String field) {
        boolean known = contentAt != 0 && field.equals("content");
        if (known || (!asked && parsed() == null)) {
            try {
                return known ? content() : found(field);
            } catch (IOException e) {
                throw noJson(e);
            }
        }
        return data().path(field).asText("");
    }

    private String content() throws IOException {
        JsonCursor json = new JsonCursor();
        json.open(frame, contentAt);
        return json.scalar();
    }

    private String found(String field) throws IOException {
        asked = true;
        JsonCursor json = new JsonCursor();
        json.open(frame, 0);
        return goTo(json, "d") && goTo(json, field) ? json.scalar() : "";
    }

    /** To the value of one of an object's keys; false, and past the object, when it has none. */
    private static boolean goTo(JsonCursor json, String key) throws IOException {
        byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
        if (json.object()) {
            while (json.nextKey()) {
                if (json.keyIs(wanted)) {
                    return true;
                }
                json.skip();
            }
        }
        return false;
    }

    /**
     * The frame's {@code d}.
     *
     * @throws IllegalStateException when the frame is no JSON, which the tap has ruled out before
     */
    public JsonNode data() {
        JsonNode known = parsed();
        if (known != null) {
            return known;
        }
        try {
            JsonNode d = JSON.readTree(frame).get("d");
            JsonNode fresh = d == null ? MissingNode.getInstance() : d;
            data = new WeakReference<>(fresh);
            return fresh;
        } catch (IOException e) {
            throw noJson(e);
        }
    }

    private @Nullable JsonNode parsed() {
        WeakReference<JsonNode> known = data;
        return known == null ? null : known.get();
    }

    private IllegalStateException noJson(IOException e) {
        return new IllegalStateException("frame of " + frame.length + " bytes is no JSON", e);
    }
}
