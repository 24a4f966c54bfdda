package dev.weir.simulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.json.Json;
import java.util.Arrays;
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

    /** The same with a body of JSON that has so many bytes. */
    public HttpAnswer ofLength(int bytes) {
        byte[] padded = new byte[Math.max(bytes, 2)];
        Arrays.fill(padded, (byte) ' ');
        padded[0] = '{';
        padded[padded.length - 1] = '}';
        return new HttpAnswer(status, JSON, headers, padded);
    }

    public HttpAnswer as(String newContentType) {
        return new HttpAnswer(status, newContentType, headers, body);
    }
}
