package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What Discord adds to embeds, components and polls that a bot sends. */
final class Shapes {

    private Shapes() {}

    static ArrayNode embeds(JsonNode given) {
        ArrayNode embeds = Json.array();
        for (JsonNode embed : given) {
            if (embed instanceof ObjectNode object) {
                ObjectNode copy = object.deepCopy();
                copy.put("type", "rich");
                embeds.add(copy);
            }
        }
        return embeds;
    }

    static ArrayNode components(JsonNode given) {
        return components(given, new int[] {0});
    }

    /** Every component has an id, unique in its message; those without one get the next. */
    private static ArrayNode components(JsonNode given, int[] lastId) {
        ArrayNode components = Json.array();
        for (JsonNode component : given) {
            if (component instanceof ObjectNode object) {
                components.add(component(object, lastId));
            }
        }
        return components;
    }

    private static ObjectNode component(ObjectNode given, int[] lastId) {
        ObjectNode component = given.deepCopy();
        int id = component.path("id").asInt(0);
        lastId[0] = id > 0 ? Math.max(lastId[0], id) : lastId[0] + 1;
        component.put("id", id > 0 ? id : lastId[0]);
        switch (component.path("type").asInt()) {
            case 14 -> {
                missing(component, "spacing", Json.object().numberNode(1));
                missing(component, "divider", Json.object().booleanNode(true));
            }
            case 17 -> {
                missing(component, "accent_color", Json.object().nullNode());
                missing(component, "spoiler", Json.object().booleanNode(false));
            }
            default -> {
                // The other kinds have no required field of Discord's own.
            }
        }
        if (component.has("components")) {
            component.set("components", components(component.path("components"), lastId));
        }
        if (component.path("accessory") instanceof ObjectNode accessory) {
            component.set("accessory", component(accessory, lastId));
        }
        return component;
    }

    private static void missing(ObjectNode component, String field, JsonNode value) {
        if (!component.has(field)) {
            component.set(field, value);
        }
    }

    static ObjectNode poll(JsonNode given, long nowMillis) {
        ObjectNode poll = Json.object();
        poll.set("question", given.path("question").deepCopy());
        ArrayNode answers = poll.putArray("answers");
        for (JsonNode answer : given.path("answers")) {
            ObjectNode media = answers.addObject().put("answer_id", answers.size());
            media.set("poll_media", answer.path("poll_media").deepCopy());
        }
        Instant expiry = Instant.ofEpochMilli(nowMillis)
                .plusSeconds(3_600L * given.path("duration").asInt(24));
        poll.put("expiry", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(expiry.atOffset(ZoneOffset.UTC)))
                .put("allow_multiselect", given.path("allow_multiselect").asBoolean(false))
                .put("layout_type", given.path("layout_type").asInt(1));
        poll.putObject("results").put("is_finalized", false).putArray("answer_counts");
        return poll;
    }
}
