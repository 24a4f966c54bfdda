package dev.weir.simulator.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.Guild;
import dev.weir.simulator.world.Message;
import dev.weir.simulator.world.Reactions;
import dev.weir.simulator.world.User;
import dev.weir.simulator.world.World;
import java.util.List;

/** Tells the sessions what changed in the world: one method an event. */
public final class Announcer {

    private final Gateway gateway;
    private final World world;

    public Announcer(Gateway gateway, World world) {
        this.gateway = gateway;
        this.world = world;
    }

    public void created(Message message) {
        publish("MESSAGE_CREATE", message, message.event(world.bot().id()));
    }

    /** A message in a shape of the caller's: parts missing or added. */
    public void created(Message message, ObjectNode event) {
        publish("MESSAGE_CREATE", message, event);
    }

    public void updated(Message message) {
        publish("MESSAGE_UPDATE", message, message.event(world.bot().id()));
    }

    private void publish(String type, Message message, ObjectNode event) {
        long guildId = message.channel().guildId();
        // Discord shows a bot the content of its own messages and of those that mention it, with or without the intent.
        boolean open = message.author().id() == world.bot().id()
                || message.content().contains("<@" + world.bot().id() + ">");
        gateway.publish(open ? Dispatch.of(type, guildId, event) : Dispatch.ofMessage(type, guildId, event));
    }

    public void deleted(Channel channel, long messageId) {
        ObjectNode event = channelEvent(channel).put("id", Long.toString(messageId));
        gateway.publish(Dispatch.of("MESSAGE_DELETE", channel.guildId(), event));
    }

    public void deletedTogether(Channel channel, List<Long> messageIds) {
        ObjectNode event = channelEvent(channel);
        ArrayNode ids = event.putArray("ids");
        messageIds.forEach(id -> ids.add(Long.toString(id)));
        gateway.publish(Dispatch.of("MESSAGE_DELETE_BULK", channel.guildId(), event));
    }

    public void reacted(Channel channel, Message message, String emoji, User user) {
        ObjectNode event = reaction(channel, message.id(), emoji)
                .put("user_id", Long.toString(user.id()))
                .put("message_author_id", Long.toString(message.author().id()))
                .put("burst", false)
                .put("type", 0);
        Guild guild = channel.guild();
        if (guild != null) {
            event.set("member", guild.memberWithUser(user));
        }
        gateway.publish(Dispatch.of("MESSAGE_REACTION_ADD", channel.guildId(), event));
    }

    public void unreacted(Channel channel, long messageId, String emoji, long userId) {
        ObjectNode event = reaction(channel, messageId, emoji)
                .put("user_id", Long.toString(userId))
                .put("burst", false)
                .put("type", 0);
        gateway.publish(Dispatch.of("MESSAGE_REACTION_REMOVE", channel.guildId(), event));
    }

    public void reactionsCleared(Channel channel, long messageId) {
        ObjectNode event = channelEvent(channel).put("message_id", Long.toString(messageId));
        gateway.publish(Dispatch.of("MESSAGE_REACTION_REMOVE_ALL", channel.guildId(), event));
    }

    public void emojiCleared(Channel channel, long messageId, String emoji) {
        gateway.publish(
                Dispatch.of("MESSAGE_REACTION_REMOVE_EMOJI", channel.guildId(), reaction(channel, messageId, emoji)));
    }

    private static ObjectNode reaction(Channel channel, long messageId, String emoji) {
        ObjectNode event = channelEvent(channel).put("message_id", Long.toString(messageId));
        event.set("emoji", Reactions.emoji(emoji));
        return event;
    }

    public void interaction(Channel channel, ObjectNode event) {
        gateway.publish(Dispatch.of("INTERACTION_CREATE", channel.guildId(), event));
    }

    public void threadCreated(Channel thread) {
        gateway.publish(
                Dispatch.of("THREAD_CREATE", thread.guildId(), thread.json().put("newly_created", true)));
    }

    public void channelDeleted(Channel channel) {
        switch (channel.kind()) {
            case Channel.Kind.Text _ ->
                gateway.publish(Dispatch.of("CHANNEL_DELETE", channel.guildId(), channel.json()));
            case Channel.Kind.GuildThread thread ->
                gateway.publish(Dispatch.of(
                        "THREAD_DELETE",
                        channel.guildId(),
                        Json.object()
                                .put("id", Long.toString(channel.id()))
                                .put("guild_id", Long.toString(channel.guildId()))
                                .put("parent_id", Long.toString(thread.parent().id()))
                                .put("type", 11)));
            case Channel.Kind.Direct _ -> {
                // Closing a direct channel is told to nobody.
            }
        }
    }

    /** The bot was removed. */
    public void guildLeft(Guild guild) {
        gateway.publish(Dispatch.of("GUILD_DELETE", guild.id(), Json.object().put("id", Long.toString(guild.id()))));
    }

    /** An outage, not a leave. */
    public void guildUnavailable(Guild guild) {
        gateway.publish(Dispatch.of("GUILD_DELETE", guild.id(), guild.unavailableJson()));
    }

    public void guildAvailable(Guild guild) {
        gateway.publishCreated(guild);
    }

    private static ObjectNode channelEvent(Channel channel) {
        ObjectNode event = Json.object().put("channel_id", Long.toString(channel.id()));
        Guild guild = channel.guild();
        if (guild != null) {
            event.put("guild_id", Long.toString(guild.id()));
        }
        return event;
    }
}
