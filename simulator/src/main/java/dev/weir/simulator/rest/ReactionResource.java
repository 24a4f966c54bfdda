package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.Message;
import dev.weir.simulator.world.User;
import dev.weir.simulator.world.World;
import java.util.Set;
import java.util.function.Function;

/** Reactions on a message. */
final class ReactionResource {

    private final World world;
    private final Announcer announcer;

    ReactionResource(World world, Announcer announcer) {
        this.world = world;
        this.announcer = announcer;
    }

    HttpAnswer add(Request request) {
        return on(request, message -> {
            if (message.react(request.variable(2), world.bot().id())) {
                announcer.reacted(message.channel(), message, request.variable(2), world.bot());
            }
            return HttpAnswer.empty();
        });
    }

    HttpAnswer removeOwn(Request request) {
        return remove(request, world.bot().id());
    }

    HttpAnswer removeOther(Request request) {
        return remove(request, request.id(3));
    }

    private HttpAnswer remove(Request request, long userId) {
        return on(request, message -> {
            if (message.unreact(request.variable(2), userId)) {
                announcer.unreacted(message.channel(), message.id(), request.variable(2), userId);
            }
            return HttpAnswer.empty();
        });
    }

    HttpAnswer list(Request request) {
        return on(request, message -> {
            ArrayNode body = Json.array();
            for (long id : message.reactions().getOrDefault(request.variable(2), Set.of())) {
                User user = world.user(id);
                if (user != null) {
                    body.add(user.json());
                }
            }
            return HttpAnswer.json(200, body);
        });
    }

    HttpAnswer clearEmoji(Request request) {
        return on(request, message -> {
            if (message.reactions().remove(request.variable(2)) != null) {
                announcer.emojiCleared(message.channel(), message.id(), request.variable(2));
            }
            return HttpAnswer.empty();
        });
    }

    HttpAnswer clear(Request request) {
        return on(request, message -> {
            if (!message.reactions().isEmpty()) {
                message.reactions().clear();
                announcer.reactionsCleared(message.channel(), message.id());
            }
            return HttpAnswer.empty();
        });
    }

    private HttpAnswer on(Request request, Function<Message, HttpAnswer> then) {
        Channel channel = world.channel(request.id(0));
        if (channel == null) {
            return DiscordError.UNKNOWN_CHANNEL.answer();
        }
        Message message = channel.messages().get(request.id(1));
        return message == null ? DiscordError.UNKNOWN_MESSAGE.answer() : then.apply(message);
    }
}
