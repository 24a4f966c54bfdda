package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.World;

/** Channels and threads. */
final class ChannelResource {

    private final World world;
    private final Announcer announcer;

    ChannelResource(World world, Announcer announcer) {
        this.world = world;
        this.announcer = announcer;
    }

    HttpAnswer get(Request request) {
        Channel channel = world.channel(request.id(0));
        return channel == null ? DiscordError.UNKNOWN_CHANNEL.answer() : HttpAnswer.json(200, channel.json());
    }

    HttpAnswer delete(Request request) {
        Channel channel = world.channel(request.id(0));
        if (channel == null) {
            return DiscordError.UNKNOWN_CHANNEL.answer();
        }
        ObjectNode body = channel.json();
        world.remove(channel);
        announcer.channelDeleted(channel);
        return HttpAnswer.json(200, body);
    }
}
