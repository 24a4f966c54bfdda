package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.json.MalformedJson;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.referee.Referee;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.Message;
import dev.weir.simulator.world.World;
import java.util.ArrayList;
import java.util.List;

/** Messages of a channel. */
final class MessageResource {

    private final Lane lane;
    private final World world;
    private final Announcer announcer;
    private final Referee referee;

    MessageResource(Lane lane, World world, Announcer announcer, Referee referee) {
        this.lane = lane;
        this.world = world;
        this.announcer = announcer;
        this.referee = referee;
    }

    HttpAnswer create(Request request) throws MalformedJson {
        Channel channel = world.channel(request.id(0));
        if (channel == null) {
            return DiscordError.UNKNOWN_CHANNEL.answer();
        }
        return switch (MessageDraft.forCreate(request.body(), request.hasFiles(), channel, lane.millis())) {
            case MessageDraft.Reading.Refused(HttpAnswer answer) -> answer;
            case MessageDraft.Reading.Good(MessageDraft draft) -> {
                String content = draft.content() == null ? "" : draft.content();
                Attachments.attach(request.call().files(), draft.extras(), channel, world, lane.millis());
                Message message =
                        world.post(channel, world.bot(), content, draft.reference(), draft.extras(), lane.millis());
                Message.Reference reference = draft.reference();
                if (reference != null && reference.type() == 0) {
                    referee.effect(reference.messageId(), channel.guildId(), "reply");
                }
                announcer.created(message);
                yield HttpAnswer.json(200, message.json(world.bot().id()));
            }
        };
    }

    HttpAnswer list(Request request) {
        Channel channel = world.channel(request.id(0));
        if (channel == null) {
            return DiscordError.UNKNOWN_CHANNEL.answer();
        }
        String given = request.query().getOrDefault("limit", "50");
        int limit = given.matches("[0-9]{1,3}") ? Integer.parseInt(given) : 0;
        if (limit < 1 || limit > 100) {
            return DiscordError.INVALID_FORM.answer("limit", "NUMBER_TYPE_MAX", "int value should be 1 to 100.");
        }
        ArrayNode body = Json.array();
        channel.messages()
                .page(request.queryId("after"), request.queryId("before"), limit)
                .forEach(message -> body.add(message.json(world.bot().id())));
        return HttpAnswer.json(200, body);
    }

    HttpAnswer get(Request request) {
        Channel channel = world.channel(request.id(0));
        if (channel == null) {
            return DiscordError.UNKNOWN_CHANNEL.answer();
        }
        Message message = channel.messages().get(request.id(1));
        return message == null
                ? DiscordError.UNKNOWN_MESSAGE.answer()
                : HttpAnswer.json(200, message.json(world.bot().id()));
    }

    HttpAnswer edit(Request request) throws MalformedJson {
        Channel channel = world.channel(request.id(0));
        if (channel == null) {
            return DiscordError.UNKNOWN_CHANNEL.answer();
        }
        Message message = channel.messages().get(request.id(1));
        if (message == null) {
            return DiscordError.UNKNOWN_MESSAGE.answer();
        }
        if (message.author().id() != world.bot().id()) {
            return DiscordError.EDIT_OF_ANOTHER.answer();
        }
        return switch (MessageDraft.forEdit(request.body(), lane.millis())) {
            case MessageDraft.Reading.Refused(HttpAnswer answer) -> answer;
            case MessageDraft.Reading.Good(MessageDraft draft) -> {
                message.edit(draft.content(), draft.extras(), lane.millis());
                announcer.updated(message);
                yield HttpAnswer.json(200, message.json(world.bot().id()));
            }
        };
    }

    HttpAnswer delete(Request request) {
        Channel channel = world.channel(request.id(0));
        if (channel == null) {
            return DiscordError.UNKNOWN_CHANNEL.answer();
        }
        if (channel.messages().remove(request.id(1)) == null) {
            return DiscordError.UNKNOWN_MESSAGE.answer();
        }
        announcer.deleted(channel, request.id(1));
        return HttpAnswer.empty();
    }

    HttpAnswer bulkDelete(Request request) throws MalformedJson {
        Channel channel = world.channel(request.id(0));
        if (channel == null) {
            return DiscordError.UNKNOWN_CHANNEL.answer();
        }
        JsonNode given = request.body().path("messages");
        if (given.size() < 2 || given.size() > 100) {
            return DiscordError.BULK_DELETE_COUNT.answer();
        }
        List<Long> deleted = new ArrayList<>();
        for (JsonNode id : given) {
            if (channel.messages().remove(id.asLong()) != null) {
                deleted.add(id.asLong());
            }
        }
        if (!deleted.isEmpty()) {
            announcer.deletedTogether(channel, deleted);
        }
        return HttpAnswer.empty();
    }
}
