package dev.weir.worker.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.worker.event.GatewayEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/** A modal that a user submitted. */
public record ModalSubmit(GatewayEvent event) implements Item {

    @Override
    public Kind kind() {
        return Kind.MODAL;
    }

    @Override
    public long key() {
        return data().path("id").asLong();
    }

    /** The modal's custom id. */
    public String customId() {
        return data().path("data").path("custom_id").asText("");
    }

    /** What was typed or chosen, by the custom id of the input; several choices are joined by commas. */
    public Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        collect(data().path("data").path("components"), fields);
        return Map.copyOf(fields);
    }

    private static void collect(JsonNode components, Map<String, String> fields) {
        for (JsonNode component : components) {
            if (component.hasNonNull("custom_id") && component.has("value")) {
                fields.put(
                        component.get("custom_id").asText(),
                        component.get("value").asText());
            } else if (component.hasNonNull("custom_id") && component.has("values")) {
                StringBuilder joined = new StringBuilder();
                for (JsonNode value : component.get("values")) {
                    joined.append(joined.isEmpty() ? "" : ",").append(value.asText());
                }
                fields.put(component.get("custom_id").asText(), joined.toString());
            }
            collect(component.path("components"), fields);
            if (component.has("component")) {
                collect(component.path("component").isArray() ? component.path("component") : one(component), fields);
            }
        }
    }

    /** A label holds its single input in {@code component}. */
    private static JsonNode one(JsonNode label) {
        return JsonNodeFactory.instance.arrayNode().add(label.path("component"));
    }

    /** The interaction's token, good for 15 minutes; a secret: never log it. */
    public String token() {
        return data().path("token").asText("");
    }

    @Override
    public String toString() {
        return "ModalSubmit[id=" + key() + ", user=" + user() + ", customId=" + customId() + "]";
    }
}
