package dev.weir.simulator.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Messages that are more than text, as Discord sends them today. */
final class OddShapes {

    private OddShapes() {}

    static ObjectNode embed(String text) {
        ObjectNode extras = Json.object();
        extras.putArray("embeds")
                .addObject()
                .put("type", "rich")
                .put("title", "News")
                .put("description", text)
                .put("color", 5_793_266);
        return extras;
    }

    /** A container with text, a section with a button, a separator: the message has no content of its own. */
    static ObjectNode componentsV2(String text) {
        ObjectNode extras = Json.object().put("flags", 1 << 15);
        ObjectNode container = extras.putArray("components")
                .addObject()
                .put("type", 17)
                .put("id", 1)
                .put("accent_color", 703_487)
                .put("spoiler", false);
        ArrayNode inside = container.putArray("components");
        inside.addObject().put("type", 10).put("id", 2).put("content", text);
        inside.addObject().put("type", 14).put("id", 3).put("spacing", 1).put("divider", true);
        ObjectNode section = inside.addObject().put("type", 9).put("id", 4);
        section.putArray("components").addObject().put("type", 10).put("id", 5).put("content", "More?");
        section.putObject("accessory")
                .put("type", 2)
                .put("id", 6)
                .put("style", 2)
                .put("label", "More")
                .put("custom_id", "more");
        return extras;
    }

    static ObjectNode poll(String question, long nowMillis) {
        ObjectNode extras = Json.object();
        ObjectNode poll = extras.putObject("poll");
        poll.putObject("question").put("text", question);
        ArrayNode answers = poll.putArray("answers");
        for (String answer : new String[] {"Yes", "No", "Later"}) {
            answers.addObject()
                    .put("answer_id", answers.size())
                    .putObject("poll_media")
                    .put("text", answer);
        }
        poll.put("expiry", time(nowMillis + 86_400_000L))
                .put("allow_multiselect", false)
                .put("layout_type", 1);
        poll.putObject("results").put("is_finalized", false).putArray("answer_counts");
        return extras;
    }

    /** A forward: empty itself, with a copy of what it forwards. */
    static ObjectNode forward(String text, long nowMillis) {
        ObjectNode extras = Json.object().put("flags", 1 << 14);
        ObjectNode message = extras.putArray("message_snapshots").addObject().putObject("message");
        message.put("type", 0)
                .put("content", text)
                .put("timestamp", time(nowMillis - 60_000))
                .putNull("edited_timestamp")
                .put("flags", 0);
        for (String list : new String[] {"mentions", "mention_roles", "attachments", "embeds", "components"}) {
            message.putArray(list);
        }
        return extras;
    }

    private static String time(long millis) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }
}
