package dev.weir.worker.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
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
    private volatile @Nullable WeakReference<JsonNode> data;

    /** Collectors that keep it. Owned by the lane of the shard that it came through. */
    private int holders;

    /**
     * Keeps a frame.
     *
     * @param frame the whole frame: {@code {"op":0,"t":…,"s":…,"d":{…}}}
     */
    public Payload(String frame) {
        this(frame.getBytes(StandardCharsets.UTF_8));
    }

    private Payload(byte[] frame) {
        this.frame = frame;
    }

    /** Keeps a frame as it came over the wire; the bytes must not change any more. */
    public static Payload utf8(byte[] frame) {
        return new Payload(frame);
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
     * The frame's {@code d}.
     *
     * @throws IllegalStateException when the frame is no JSON, which the tap has ruled out before
     */
    public JsonNode data() {
        WeakReference<JsonNode> known = data;
        JsonNode parsed = known == null ? null : known.get();
        if (parsed == null) {
            try {
                JsonNode d = JSON.readTree(frame).get("d");
                parsed = d == null ? MissingNode.getInstance() : d;
            } catch (IOException e) {
                throw new IllegalStateException("frame of " + frame.length + " bytes is no JSON", e);
            }
            data = new WeakReference<>(parsed);
        }
        return parsed;
    }
}
