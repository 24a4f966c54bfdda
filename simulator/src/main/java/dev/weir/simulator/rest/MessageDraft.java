package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.Message;
import org.jspecify.annotations.Nullable;

/** What a bot wants a message to be, checked as Discord checks it. */
record MessageDraft(@Nullable String content, Message.@Nullable Reference reference, ObjectNode extras) {

    private static final int MAX_CONTENT = 2_000;
    private static final int MAX_EMBEDS = 10;
    private static final int COMPONENTS_V2 = 1 << 15;

    /** A draft, or the answer that refuses it. */
    sealed interface Reading {
        record Good(MessageDraft draft) implements Reading {}

        record Refused(HttpAnswer answer) implements Reading {}
    }

    static Reading forCreate(JsonNode body, boolean withFiles, Channel channel, long nowMillis) {
        Reading reading = forEdit(body, nowMillis);
        if (!(reading instanceof Reading.Good(MessageDraft draft))) {
            return reading;
        }
        boolean empty = draft.content() == null || draft.content().isEmpty();
        if (empty
                && !withFiles
                && isEmpty(body, "embeds")
                && isEmpty(body, "components")
                && !body.hasNonNull("poll")
                && isEmpty(body, "sticker_ids")
                && isEmpty(body, "attachments")
                && !isForward(body)) {
            return new Reading.Refused(DiscordError.EMPTY_MESSAGE.answer());
        }
        JsonNode given = body.path("message_reference");
        if (!given.isObject()) {
            return reading;
        }
        long channelId = given.path("channel_id").asLong(channel.id());
        long messageId = given.path("message_id").asLong();
        boolean exists = channelId != channel.id() || channel.messages().mayHaveHeld(messageId);
        if (!exists) {
            return given.path("fail_if_not_exists").asBoolean(true)
                    ? new Reading.Refused(DiscordError.INVALID_FORM.answer(
                            "message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message"))
                    : reading;
        }
        Message.Reference reference = new Message.Reference(given.path("type").asInt(0), channelId, messageId);
        return new Reading.Good(new MessageDraft(draft.content(), reference, draft.extras()));
    }

    static Reading forEdit(JsonNode body, long nowMillis) {
        if (!body.isObject()) {
            return new Reading.Refused(DiscordError.INVALID_FORM.answer());
        }
        JsonNode content = body.path("content");
        if (content.isTextual()
                && content.asText().codePointCount(0, content.asText().length()) > MAX_CONTENT) {
            return new Reading.Refused(DiscordError.INVALID_FORM.answer(
                    "content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length."));
        }
        if (body.path("embeds").size() > MAX_EMBEDS) {
            return new Reading.Refused(DiscordError.INVALID_FORM.answer(
                    "embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length."));
        }
        boolean second = (body.path("flags").asInt(0) & COMPONENTS_V2) != 0;
        if (second && (!content.asText("").isEmpty() || !isEmpty(body, "embeds"))) {
            return new Reading.Refused(DiscordError.INVALID_FORM.answer(
                    "content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Not with IS_COMPONENTS_V2."));
        }
        String text = body.has("content") ? content.asText("") : null;
        return new Reading.Good(new MessageDraft(text, null, extras(body, nowMillis)));
    }

    private static ObjectNode extras(JsonNode body, long nowMillis) {
        ObjectNode extras = Json.object();
        if (body.path("flags").isInt()) {
            extras.put("flags", body.path("flags").asInt());
        }
        if (body.path("tts").isBoolean()) {
            extras.put("tts", body.path("tts").asBoolean());
        }
        if (body.hasNonNull("nonce")) {
            extras.set("nonce", body.path("nonce"));
        }
        if (body.has("embeds")) {
            extras.set("embeds", Shapes.embeds(body.path("embeds")));
        }
        if (body.has("components")) {
            extras.set("components", Shapes.components(body.path("components")));
        }
        if (body.hasNonNull("poll")) {
            extras.set("poll", Shapes.poll(body.path("poll"), nowMillis));
        }
        return extras;
    }

    private static boolean isForward(JsonNode body) {
        return body.path("message_reference").path("type").asInt(0) == 1;
    }

    private static boolean isEmpty(JsonNode body, String list) {
        return body.path(list).isEmpty();
    }
}
