package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.json.MalformedJson;
import dev.weir.simulator.wire.HttpCall;
import java.util.List;
import java.util.Map;

/** A call that met a route. {@code variables}: what stood in its braces. */
record Request(HttpCall call, List<String> variables) {

    String variable(int index) {
        return variables.get(index);
    }

    /** An id; zero, which nothing has, when it is no number. */
    long id(int index) {
        return parse(variables.get(index));
    }

    boolean hasFiles() {
        return !call.files().isEmpty();
    }

    Map<String, String> query() {
        return call.parameters();
    }

    long queryId(String name) {
        return parse(query().getOrDefault(name, "0"));
    }

    /** An absent body is an empty object. */
    JsonNode body() throws MalformedJson {
        return call.body().length == 0 ? Json.object() : Json.parse(call.body());
    }

    private static long parse(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
