package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.json.MalformedJson;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.referee.Referee;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.world.Interaction;
import dev.weir.simulator.world.Interactions;
import dev.weir.simulator.world.Message;
import dev.weir.simulator.world.World;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** First answers to interactions, and what may follow for 15 minutes. */
final class InteractionResource {

    private static final int DEFERRED = 5;
    private static final int MODAL_SUBMIT = 5;

    private final Lane lane;
    private final World world;
    private final Interactions interactions;
    private final Announcer announcer;
    private final Referee referee;

    InteractionResource(Lane lane, World world, Interactions interactions, Announcer announcer, Referee referee) {
        this.lane = lane;
        this.world = world;
        this.interactions = interactions;
        this.announcer = announcer;
        this.referee = referee;
    }

    HttpAnswer callback(Request request) throws MalformedJson {
        JsonNode body = request.body();
        int type = body.path("type").asInt();
        if (type < 1 || type > 12 || type == 2 || type == 3) {
            return DiscordError.INVALID_FORM.answer("type", "BASE_TYPE_CHOICES", "Value must be one of 1, 4 to 12.");
        }
        Interaction interaction = interactions.get(request.id(0), request.variable(1));
        if (interaction == null) {
            return DiscordError.UNKNOWN_INTERACTION.answer();
        }
        return switch (MessageDraft.forEdit(body.has("data") ? body.path("data") : Json.object(), lane.millis())) {
            case MessageDraft.Reading.Refused(HttpAnswer answer) -> answer;
            case MessageDraft.Reading.Good(MessageDraft draft) -> take(request, interaction, type, draft);
        };
    }

    private HttpAnswer take(Request request, Interaction interaction, int type, MessageDraft draft) {
        switch (interactions.answer(interaction.id(), interaction.token(), lane.nanos())) {
            case UNKNOWN -> {
                return DiscordError.UNKNOWN_INTERACTION.answer();
            }
            case ANSWERED_ALREADY -> {
                // The bot acted twice on one event, though Discord refuses the second: that is what the referee is for.
                referee.effect(interaction.id(), interaction.channel().guildId(), "callback");
                return DiscordError.ALREADY_ACKNOWLEDGED.answer();
            }
            case TAKEN -> referee.effect(interaction.id(), interaction.channel().guildId(), "callback");
        }
        Attachments.attach(request.call().files(), draft.extras(), interaction.channel(), world, lane.millis());
        Message shown = switch (type) {
            case 4 -> post(interaction, draft, 0);
            case DEFERRED -> post(interaction, draft, 128);
            case 6 -> interaction.source();
            case 7 -> update(interaction, draft);
            default -> null;
        };
        interaction.setOriginal(shown);
        if (!request.query().getOrDefault("with_response", "false").equals("true")) {
            return HttpAnswer.empty();
        }
        return HttpAnswer.json(200, response(interaction, type, shown));
    }

    private ObjectNode response(Interaction interaction, int type, @Nullable Message shown) {
        ObjectNode body = Json.object();
        ObjectNode about = body.putObject("interaction")
                .put("id", Long.toString(interaction.id()))
                .put("type", interaction.type());
        if (shown != null && (type == 4 || type == 7)) {
            about.put("response_message_id", Long.toString(shown.id()))
                    .put("response_message_loading", false)
                    .put("response_message_ephemeral", shown.isEphemeral());
            body.putObject("resource")
                    .put("type", type)
                    .set("message", shown.json(world.bot().id()));
        }
        return body;
    }

    private Message post(Interaction interaction, MessageDraft draft, int moreFlags) {
        ObjectNode extras = draft.extras();
        String bot = Long.toString(world.bot().id());
        extras.put("webhook_id", bot).put("application_id", bot);
        if (moreFlags != 0) {
            extras.put("flags", extras.path("flags").asInt(0) | moreFlags);
        }
        metadata(interaction, extras);
        String content = draft.content() == null ? "" : draft.content();
        Message message = world.post(interaction.channel(), world.bot(), content, null, extras, lane.millis());
        announcer.created(message);
        return message;
    }

    /** Of which interaction a message is the answer. Not for modals: which interaction opened one is not known here. */
    private static void metadata(Interaction interaction, ObjectNode extras) {
        if (interaction.type() == MODAL_SUBMIT) {
            return;
        }
        ObjectNode metadata = extras.putObject("interaction_metadata")
                .put("id", Long.toString(interaction.id()))
                .put("type", interaction.type());
        metadata.set("user", interaction.user().json());
        ObjectNode owners = metadata.putObject("authorizing_integration_owners");
        owners.put("0", Long.toString(interaction.channel().guildId()));
        Message original = interaction.original();
        if (original != null) {
            metadata.put("original_response_message_id", Long.toString(original.id()));
        }
        Message source = interaction.source();
        if (source != null) {
            metadata.put("interacted_message_id", Long.toString(source.id()));
        }
    }

    private @Nullable Message update(Interaction interaction, MessageDraft draft) {
        Message source = interaction.source();
        if (source != null) {
            source.edit(draft.content(), draft.extras(), lane.millis());
            announcer.updated(source);
        }
        return source;
    }

    HttpAnswer followUp(Request request) throws MalformedJson {
        Interaction interaction = open(request);
        if (interaction == null) {
            return refused(request);
        }
        return switch (MessageDraft.forCreate(
                request.body(), request.hasFiles(), interaction.channel(), lane.millis())) {
            case MessageDraft.Reading.Refused(HttpAnswer answer) -> answer;
            case MessageDraft.Reading.Good(MessageDraft draft) -> {
                Attachments.attach(request.call().files(), draft.extras(), interaction.channel(), world, lane.millis());
                Message deferred = interaction.original();
                // The first follow-up of a deferred answer fills it.
                boolean fills = deferred != null && (deferred.flags() & 128) != 0;
                if (fills && deferred != null) {
                    fill(deferred, draft);
                }
                Message message = fills && deferred != null ? deferred : post(interaction, draft, 0);
                yield HttpAnswer.json(200, message.json(world.bot().id()));
            }
        };
    }

    private void fill(Message deferred, MessageDraft draft) {
        ObjectNode extras = draft.extras();
        extras.put("flags", extras.path("flags").asInt(0) | (deferred.flags() & ~128));
        deferred.edit(draft.content(), extras, lane.millis());
        announcer.updated(deferred);
    }

    HttpAnswer get(Request request) {
        return on(
                request,
                message -> HttpAnswer.json(200, message.json(world.bot().id())));
    }

    HttpAnswer edit(Request request) throws MalformedJson {
        JsonNode body = request.body();
        return on(request, message -> switch (MessageDraft.forEdit(body, lane.millis())) {
            case MessageDraft.Reading.Refused(HttpAnswer answer) -> answer;
            case MessageDraft.Reading.Good(MessageDraft draft) -> {
                fill(message, draft);
                yield HttpAnswer.json(200, message.json(world.bot().id()));
            }
        });
    }

    HttpAnswer delete(Request request) {
        return on(request, message -> {
            message.channel().messages().remove(message.id());
            announcer.deleted(message.channel(), message.id());
            return HttpAnswer.empty();
        });
    }

    private HttpAnswer on(Request request, Function<Message, HttpAnswer> then) {
        Interaction interaction = open(request);
        if (interaction == null) {
            return refused(request);
        }
        Message message = request.variable(2).equals("@original")
                ? interaction.original()
                : interaction.channel().messages().get(request.id(2));
        return message == null ? DiscordError.UNKNOWN_MESSAGE.answer() : then.apply(message);
    }

    private @Nullable Interaction open(Request request) {
        return request.id(0) == world.bot().id() ? interactions.open(request.variable(1), lane.nanos()) : null;
    }

    private HttpAnswer refused(Request request) {
        return request.id(0) == world.bot().id()
                ? DiscordError.INVALID_WEBHOOK_TOKEN.answer()
                : DiscordError.UNKNOWN_WEBHOOK.answer();
    }
}
