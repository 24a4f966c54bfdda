package dev.weir.worker.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

/** The text of a gateway frame, parsed when somebody asks for it, and then once. */
public final class Payload {
    private static final JsonMapper JSON = new JsonMapper();

    private final String frame;
    private volatile @Nullable JsonNode data;

    /**
     * Keeps a frame.
     *
     * @param frame the whole frame: {@code {"op":0,"t":…,"s":…,"d":{…}}}
     */
    public Payload(String frame) {
        this.frame = frame;
    }

    /** The whole frame as it came. */
    public String frame() {
        return frame;
    }

    /**
     * The frame's {@code d}.
     *
     * @throws IllegalStateException when the frame is no JSON, which the tap has ruled out before
     */
    public JsonNode data() {
        JsonNode parsed = data;
        if (parsed == null) {
            try {
                JsonNode d = JSON.readTree(frame).get("d");
                parsed = d == null ? MissingNode.getInstance() : d;
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("frame of " + frame.length() + " characters is no JSON", e);
            }
            data = parsed;
        }
        return parsed;
    }
}
