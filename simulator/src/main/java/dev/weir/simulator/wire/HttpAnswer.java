package dev.weir.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP response. */
@SuppressWarnings("ArrayRecordComponent") // A body is passed on, never compared.
public record HttpAnswer(int status, String contentType, Map<String, String> headers, byte[] body) {

    private static final String JSON = "application/json";

    public static HttpAnswer json(int status, JsonNode body) {
        return new HttpAnswer(status, JSON, Map.of(), Json.bytes(body));
    }

    public static HttpAnswer empty() {
        return new HttpAnswer(204, JSON, Map.of(), new byte[0]);
    }

    public HttpAnswer with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new HttpAnswer(status, contentType, all, body);
    }

    public HttpAnswer as(String newContentType) {
        return new HttpAnswer(status, newContentType, headers, body);
    }
}
