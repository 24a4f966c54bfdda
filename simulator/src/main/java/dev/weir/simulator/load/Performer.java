package dev.weir.simulator.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.Guild;
import dev.weir.simulator.world.Message;
import dev.weir.simulator.world.MessageHistory;
import dev.weir.simulator.world.User;
import dev.weir.simulator.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a step happen in the world and tells the sessions.
 *
 * <p>Owned by the lane. A step that finds nothing to act on (an edit in an empty channel) becomes a message, so that the
 * rate holds.
 */
final class Performer {

    private static final String[] EMOJIS = {"👍", "🎉", "😂", "🇦", "weir:1112223334445556667"};
    private static final int BULK = 5;

    private final Lane lane;
    private final World world;
    private final Announcer announcer;
    private final Clicks clicks;

    Performer(Lane lane, World world, Announcer announcer, Clicks clicks) {
        this.lane = lane;
        this.world = world;
        this.announcer = announcer;
        this.clicks = clicks;
    }

    void perform(Step step) {
        if (world.guildCount() == 0) {
            return;
        }
        Guild guild = world.guildAt(step.guild() % world.guildCount());
        if (!guild.isAvailable() || guild.channels().isEmpty()) {
            return;
        }
        Channel channel = guild.channels().get(step.channel() % guild.channels().size());
        User author = guild.person(step.author());
        switch (step.kind()) {
            case MESSAGE -> post(guild, channel, author, step);
            case DIRECT_MESSAGE -> direct(author, step.content());
            case THREAD ->
                announcer.threadCreated(world.openThread(guild, channel, author, step.content(), true, lane.millis()));
            case CLICK -> clicks.useAny(guild, channel, author, step.pick());
            case MODAL -> clicks.submit(guild, channel, author, "feedback", Map.of("text", step.content()));
            case COMMAND -> {
                if (clicks.commandAny(guild, channel, author, step.pick()) == 0) {
                    post(guild, channel, author, step);
                }
            }
            case CHANNEL_DELETE -> {
                world.remove(channel);
                announcer.channelDeleted(channel);
            }
            case GUILD_DELETE -> {
                world.remove(guild);
                announcer.guildLeft(guild);
            }
            case EDIT, DELETE, BULK_DELETE, REACTION_ADD, REACTION_REMOVE, REACTION_CLEAR -> {
                Message about = pick(channel.messages(), step.pick());
                // People do not edit or delete what the bot wrote; they do react to it.
                boolean others = about != null
                        && about.author().bot()
                        && (step.kind() == Step.Kind.EDIT || step.kind() == Step.Kind.DELETE);
                if (about == null || others) {
                    post(guild, channel, author, step);
                } else {
                    change(step, channel, about, author);
                }
            }
        }
    }

    private static @Nullable Message pick(MessageHistory history, double pick) {
        return history.size() == 0 ? null : history.at((int) (pick * history.size()));
    }

    private void direct(User author, String content) {
        Channel channel = world.direct(author, lane.millis());
        announcer.created(world.post(channel, author, content, null, Json.object(), lane.millis()));
    }

    private void post(Guild guild, Channel channel, User author, Step step) {
        long now = lane.millis();
        String text = step.content();
        switch (step.shape()) {
            case PLAIN -> say(channel, author, text, null, Json.object());
            case EMBED -> say(channel, author, text, null, OddShapes.embed(text));
            case COMPONENTS_V2 -> say(channel, author, "", null, OddShapes.componentsV2(text));
            case POLL -> say(channel, author, "", null, OddShapes.poll(text + "?", now));
            case REPLY -> {
                Message to = pick(channel.messages(), step.pick());
                var reference = to == null ? null : new Message.Reference(0, channel.id(), to.id());
                say(channel, author, text, reference, Json.object());
            }
            case FORWARD -> {
                Message of = pick(channel.messages(), step.pick());
                var reference = of == null ? null : new Message.Reference(1, channel.id(), of.id());
                say(channel, author, "", reference, OddShapes.forward(text, now));
            }
            case WITHOUT_DISCRIMINATOR -> {
                Message message = world.post(channel, author, text, null, Json.object(), now);
                ObjectNode event = message.event(world.bot().id());
                if (event.path("author") instanceof ObjectNode user) {
                    user.remove("discriminator");
                }
                announcer.created(message, event);
            }
            case UNCACHED_THREAD -> {
                Channel thread = world.openThread(guild, channel, author, "side talk", false, now);
                say(thread, author, text, null, Json.object());
            }
        }
    }

    private void say(
            Channel channel, User author, String text, Message.@Nullable Reference reference, ObjectNode extras) {
        announcer.created(world.post(channel, author, text, reference, extras, lane.millis()));
    }

    private void change(Step step, Channel channel, Message about, User user) {
        switch (step.kind()) {
            case EDIT -> {
                about.edit(step.content(), Json.object(), lane.millis());
                announcer.updated(about);
            }
            case DELETE -> {
                channel.messages().remove(about.id());
                announcer.deleted(channel, about.id());
            }
            case BULK_DELETE -> bulkDelete(channel);
            case REACTION_ADD -> react(channel, about, user, step.pick());
            case REACTION_REMOVE -> removeReaction(channel);
            case REACTION_CLEAR -> clearReactions(channel, step.pick());
            case MESSAGE, CLICK, MODAL, COMMAND, THREAD, DIRECT_MESSAGE, CHANNEL_DELETE, GUILD_DELETE ->
                throw new IllegalArgumentException(step.kind() + " changes no message");
        }
    }

    /** Half of all people press what the bot has put under its newest message to be pressed, when there is any. */
    private void react(Channel channel, Message about, User user, double pick) {
        Message seeded = pick < 0.5 ? null : newestSeeded(channel.messages());
        List<String> there =
                seeded == null ? List.of() : List.copyOf(seeded.reactions().keySet());
        Message message = seeded == null ? about : seeded;
        String emoji = seeded == null
                ? EMOJIS[(int) (pick * EMOJIS.length)]
                : there.get((int) ((pick - 0.5) * 2 * there.size()));
        if (message.react(emoji, user.id())) {
            announcer.reacted(channel, message, emoji, user);
        }
    }

    private @Nullable Message newestSeeded(MessageHistory history) {
        long bot = world.bot().id();
        for (int i = history.size() - 1; i >= 0; i--) {
            Message message = history.at(i);
            if (message.author().id() == bot
                    && message.reactions().values().stream().anyMatch(users -> users.contains(bot))) {
                return message;
            }
        }
        return null;
    }

    private void bulkDelete(Channel channel) {
        MessageHistory history = channel.messages();
        List<Long> ids = new ArrayList<>();
        while (history.size() > 0 && ids.size() < BULK) {
            long id = history.at(0).id();
            history.remove(id);
            ids.add(id);
        }
        announcer.deletedTogether(channel, ids);
    }

    /** The newest message that has any. */
    private void removeReaction(Channel channel) {
        Message message = newestWithReactions(channel.messages());
        if (message != null) {
            Map.Entry<String, Set<Long>> any =
                    message.reactions().entrySet().iterator().next();
            long userId = any.getValue().iterator().next();
            String emoji = any.getKey();
            message.unreact(emoji, userId);
            announcer.unreacted(channel, message.id(), emoji, userId);
        }
    }

    private void clearReactions(Channel channel, double pick) {
        Message message = newestWithReactions(channel.messages());
        if (message == null) {
            return;
        }
        if (pick < 0.5) {
            message.reactions().clear();
            announcer.reactionsCleared(channel, message.id());
        } else {
            String emoji = message.reactions().keySet().iterator().next();
            message.reactions().remove(emoji);
            announcer.emojiCleared(channel, message.id(), emoji);
        }
    }

    private static @Nullable Message newestWithReactions(MessageHistory history) {
        for (int i = history.size() - 1; i >= 0; i--) {
            if (!history.at(i).reactions().isEmpty()) {
                return history.at(i);
            }
        }
        return null;
    }
}
