package dev.weir.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bodies of requests: one JSON object, each name once, and nothing behind it. */
public final class StrictJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final Pattern TWICE = Pattern.compile("Duplicate field '([^']{1,60})'");
    private static final int SHOWN = 60;

    private StrictJson() {}

    /**
     * Reads a body.
     *
     * @param expected begins with "expected"
     * @throws HttpProblem when it is anything else; says what
     */
    public static JsonNode object(String body, String expected) {
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (JsonProcessingException wrong) {
            Matcher twice = TWICE.matcher(wrong.getOriginalMessage());
            throw HttpProblem.badRequest((twice.find()
                            ? "field '" + twice.group(1) + "' is there twice: "
                            : "the body is not one JSON object: ")
                    + expected);
        }
        if (node == null || !node.isObject()) {
            throw HttpProblem.badRequest("the body is not one JSON object: " + expected);
        }
        return node;
    }

    /** A value for a message, cut short. */
    public static String shown(JsonNode value) {
        String text = value.isTextual() ? value.asText() : value.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
