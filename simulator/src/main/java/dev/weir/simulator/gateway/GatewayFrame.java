package dev.weir.simulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import java.time.Duration;

/** Frames that are no dispatches. */
final class GatewayFrame {

    private GatewayFrame() {}

    static byte[] hello(Duration heartbeatInterval) {
        ObjectNode data = Json.object().put("heartbeat_interval", heartbeatInterval.toMillis());
        data.putArray("_trace");
        return frame(10, data);
    }

    static byte[] heartbeatAck() {
        return frame(11, Json.object().nullNode());
    }

    static byte[] reconnect() {
        return frame(7, Json.object().nullNode());
    }

    static byte[] invalidSession(boolean resumable) {
        return frame(9, Json.object().booleanNode(resumable));
    }

    /** A dispatch that nothing else is in but its number. */
    static byte[] misnumbered(long sequence) {
        ObjectNode frame =
                Json.object().put("t", "MISNUMBERED").put("s", sequence).put("op", 0);
        frame.putObject("d");
        return Json.bytes(frame);
    }

    private static byte[] frame(int op, JsonNode data) {
        ObjectNode frame = Json.object().putNull("t").putNull("s").put("op", op);
        frame.set("d", data);
        return Json.bytes(frame);
    }
}
