package dev.weir.coordinator.rest;

import dev.weir.process.HttpProblem;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for.
 *
 * @param path values in the path, by their names
 * @param query parameters, each as often as it was given
 * @param body as it came; empty for none
 */
public record Request(Map<String, String> path, Map<String, List<String>> query, String body) {
    public Request {
        path = Map.copyOf(path);
        query = Map.copyOf(query);
    }

    /** Reads what must have a form; the message of what refuses it becomes the answer. */
    static <T> T parsed(Function<String, T> parse, String text) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException refused) {
            throw HttpProblem.badRequest(String.valueOf(refused.getMessage()));
        }
    }

    String inPath(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("no '" + name + "' in the path of this route");
        }
        return value;
    }

    @Nullable
    String text(String name) {
        List<String> values = query.get(name);
        if (values == null) {
            return null;
        }
        if (values.size() != 1) {
            throw HttpProblem.badRequest(
                    "query parameter '" + name + "' was given " + values.size() + " times: expected once");
        }
        return values.getFirst();
    }

    /** Every value that was given for a parameter. */
    List<String> all(String name) {
        return query.getOrDefault(name, List.of());
    }

    boolean flag(String name) {
        String value = text(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw HttpProblem.badRequest(name + " '" + value + "' is wrong: expected true or false");
        }
        return "true".equals(value);
    }

    int number(String name, int least, int most, int otherwise) {
        String value = text(name);
        return value == null ? otherwise : number(name, value, least, most);
    }

    static int number(String name, String value, int least, int most) {
        if (value.matches("\\d{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw HttpProblem.badRequest(
                name + " '" + value + "' is out of range: expected a number from " + least + " to " + most);
    }
}
