package dev.weir.model.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads expressions from JSON. */
final class JsonForm {

    private JsonForm() {}

    static Expression read(@Nullable Object json, String path) {
        if (!(json instanceof Map<?, ?> map)) {
            throw wrong(path, "an object", json);
        }
        String op = text(map, "op", path);
        return switch (op) {
            case "always" -> new Expression.Always();
            case "and" -> new Expression.And(parts(map, path));
            case "or" -> new Expression.Or(parts(map, path));
            case "not" -> {
                List<Expression> parts = parts(map, path);
                if (parts.size() != 1) {
                    throw wrong(path + ".of", "one expression", parts.size() + " of them");
                }
                yield new Expression.Not(parts.getFirst());
            }
            case "is" -> new Expression.Is(field(map, path));
            case "in" -> in(map, path);
            case "contains" ->
                new Expression.Has(field(map, path), Expression.Where.CONTAINS, text(map, "value", path));
            case "startsWith" ->
                new Expression.Has(field(map, path), Expression.Where.STARTS, text(map, "value", path));
            case "endsWith" -> new Expression.Has(field(map, path), Expression.Where.ENDS, text(map, "value", path));
            case "matches" -> new Expression.Matches(field(map, path), text(map, "value", path));
            default ->
                throw wrong(
                        path + ".op", "always, and, or, not, is, in, contains, startsWith, endsWith or matches", op);
        };
    }

    private static Expression in(Map<?, ?> map, String path) {
        Field field = field(map, path);
        if (!(map.get("values") instanceof List<?> values) || values.isEmpty()) {
            throw wrong(path + ".values", "a list that is not empty", map.get("values"));
        }
        if (field.type() == Field.Type.TEXT) {
            return new Expression.TextIn(
                    field, values.stream().map(String::valueOf).toList());
        }
        List<Long> ids = new ArrayList<>();
        for (Object value : values) {
            try {
                ids.add(Long.parseUnsignedLong(String.valueOf(value)));
            } catch (NumberFormatException e) {
                throw wrong(path + ".values", "ids as decimal text", value);
            }
        }
        return new Expression.IdIn(field, ids);
    }

    private static List<Expression> parts(Map<?, ?> map, String path) {
        if (!(map.get("of") instanceof List<?> of)) {
            throw wrong(path + ".of", "a list of expressions", map.get("of"));
        }
        List<Expression> parts = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            parts.add(read(of.get(i), path + ".of[" + i + "]"));
        }
        return parts;
    }

    private static Field field(Map<?, ?> map, String path) {
        String word = text(map, "field", path);
        for (Field field : Field.values()) {
            if (field.word().equals(word)) {
                return field;
            }
        }
        throw wrong(path + ".field", "one of " + Field.words(), word);
    }

    private static String text(Map<?, ?> map, String key, String path) {
        if (map.get(key) instanceof String text) {
            return text;
        }
        throw wrong(path + "." + key, "a text", map.get(key));
    }

    private static IllegalArgumentException wrong(String path, String expected, @Nullable Object actual) {
        return new IllegalArgumentException("filter at " + path + ": expected " + expected + ", found " + actual);
    }
}
