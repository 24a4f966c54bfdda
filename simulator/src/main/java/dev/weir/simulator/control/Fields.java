package dev.weir.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a command strictly: a wrong type, a value out of range and an unknown name are refused.
 *
 * <p>Not thread-safe.
 */
final class Fields {

    private final String prefix;
    private final JsonNode body;
    private final Set<String> known = new HashSet<>();

    private Fields(String prefix, JsonNode body) {
        this.prefix = prefix;
        this.body = body;
    }

    static Fields of(JsonNode body) throws BadField {
        if (!body.isObject()) {
            throw new BadField("(body)", show(body), "a JSON object");
        }
        return new Fields("", body);
    }

    private @Nullable JsonNode get(String name) {
        known.add(name);
        JsonNode value = body.get(name);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable
    Fields object(String name) throws BadField {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            throw bad(name, value, "a JSON object");
        }
        return new Fields(prefix + name + ".", value);
    }

    JsonNode payload(String name) throws BadField {
        JsonNode value = get(name);
        if (value == null || !value.isObject()) {
            throw bad(name, value, "a JSON object");
        }
        return value;
    }

    @Nullable
    Integer integer(String name, int min, int max) throws BadField {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isInt() || value.asInt() < min || value.asInt() > max) {
            throw bad(name, value, "a whole number from " + min + " to " + max);
        }
        return value.asInt();
    }

    int integer(String name, int min, int max, int otherwise) throws BadField {
        Integer value = integer(name, min, max);
        return value == null ? otherwise : value;
    }

    int required(String name, int min, int max) throws BadField {
        Integer value = integer(name, min, max);
        if (value == null) {
            throw bad(name, null, "a whole number from " + min + " to " + max);
        }
        return value;
    }

    double number(String name, double min, double max, @Nullable Double otherwise) throws BadField {
        JsonNode value = get(name);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (value == null || !value.isNumber() || value.asDouble() < min || value.asDouble() > max) {
            throw bad(name, value, "a number from " + min + " to " + max);
        }
        return value.asDouble();
    }

    long longNumber(String name, long otherwise) throws BadField {
        JsonNode value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw bad(name, value, "a whole number");
        }
        return value.asLong();
    }

    long requiredLong(String name) throws BadField {
        if (get(name) == null) {
            throw bad(name, null, "a whole number");
        }
        return longNumber(name, 0);
    }

    boolean flag(String name, boolean otherwise) throws BadField {
        JsonNode value = get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw bad(name, value, "true or false");
        }
        return value.asBoolean();
    }

    @Nullable
    String text(String name) throws BadField {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw bad(name, value, "a string");
        }
        return value.asText();
    }

    String requiredText(String name, String expected) throws BadField {
        String value = text(name);
        if (value == null) {
            throw bad(name, null, expected);
        }
        return value;
    }

    /** Strings; none when it is absent. */
    List<String> texts(String name) throws BadField {
        JsonNode value = get(name);
        List<String> all = new ArrayList<>();
        if (value != null) {
            for (JsonNode each : value) {
                all.add(each.asText());
            }
            if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isTextual)) {
                throw bad(name, value, "an array of strings");
            }
        }
        return all;
    }

    /** Every field, each a string. */
    Map<String, String> allTexts() throws BadField {
        Map<String, String> all = new LinkedHashMap<>();
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            all.put(name, requiredText(name, "a string"));
        }
        return all;
    }

    /** A snowflake, as a string. */
    @Nullable
    Long id(String name) throws BadField {
        JsonNode value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() || !value.asText().matches("[0-9]{1,18}|[1-8][0-9]{18}")) {
            throw bad(name, value, "a snowflake as a string");
        }
        return Long.parseLong(value.asText());
    }

    long requiredId(String name) throws BadField {
        Long value = id(name);
        if (value == null) {
            throw bad(name, null, "a snowflake as a string");
        }
        return value;
    }

    @Nullable
    Duration millis(String name) throws BadField {
        Integer value = integer(name, 0, 86_400_000);
        return value == null ? null : Duration.ofMillis(value);
    }

    Duration requiredMillis(String name) throws BadField {
        return Duration.ofMillis(required(name, 0, 86_400_000));
    }

    BadField bad(String name, @Nullable Object value, String expected) {
        return new BadField(
                prefix + name, value instanceof JsonNode node ? show(node) : String.valueOf(value), expected);
    }

    /** To be called last: every field must have been asked for. */
    void noOthers() throws BadField {
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw bad(
                        name,
                        body.get(name),
                        "absent; known here: "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    /** Cut short: an answer does not repeat a megabyte. */
    private static String show(@Nullable JsonNode value) {
        String text = String.valueOf(value);
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
