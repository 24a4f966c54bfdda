package dev.weir.simulator.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request with its whole body.
 *
 * @param path decoded per segment only by whoever routes it: an emoji may hold a slash
 * @param headers names in lower case
 * @param body of a multipart call: its JSON; the files are described in {@code files}
 */
@SuppressWarnings("ArrayRecordComponent") // A body is passed on, never compared.
public record HttpCall(
        String method, String path, String query, Map<String, String> headers, byte[] body, List<FilePart> files) {

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The first value of each query parameter. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    /** A text that is no valid percent-encoding stands for itself. */
    public static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }
}
