package dev.weir.simulator.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message that a channel still remembers.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class Message {

    private final long id;
    private final Channel channel;
    private final User author;
    private final ObjectNode extras;
    private final Map<String, Set<Long>> reactions = new LinkedHashMap<>();
    private String content;
    private @Nullable String editedAt;
    private final @Nullable Reference reference;

    /** What a reply or a forward points at. {@code type}: 0 reply, 1 forward. */
    public record Reference(int type, long channelId, long messageId) {}

    /**
     * @param extras what differs from a plain text message (components, embeds, poll, flags, …), in Discord's words
     */
    Message(long id, Channel channel, User author, String content, @Nullable Reference reference, ObjectNode extras) {
        this.id = id;
        this.channel = channel;
        this.author = author;
        this.content = content;
        this.reference = reference;
        this.extras = extras;
    }

    public long id() {
        return id;
    }

    public Channel channel() {
        return channel;
    }

    public User author() {
        return author;
    }

    public String content() {
        return content;
    }

    public @Nullable Reference reference() {
        return reference;
    }

    public int flags() {
        return extras.path("flags").asInt(0);
    }

    public boolean isEphemeral() {
        return (flags() & 64) != 0;
    }

    public Map<String, Set<Long>> reactions() {
        return reactions;
    }

    /** Changes what the update names, as Discord's PATCH does. */
    public void edit(@Nullable String newContent, ObjectNode changedExtras, long nowMillis) {
        if (newContent != null) {
            content = newContent;
        }
        extras.setAll(changedExtras);
        editedAt = Timestamps.of(nowMillis);
    }

    public boolean react(String emoji, long userId) {
        return reactions.computeIfAbsent(emoji, _ -> new LinkedHashSet<>()).add(userId);
    }

    public boolean unreact(String emoji, long userId) {
        Set<Long> users = reactions.get(emoji);
        if (users == null || !users.remove(userId)) {
            return false;
        }
        if (users.isEmpty()) {
            reactions.remove(emoji);
        }
        return true;
    }

    /** As REST answers it. */
    public ObjectNode json(long viewer) {
        ObjectNode json = Json.object()
                .put("type", reference != null && reference.type() == 0 ? 19 : 0)
                .put("content", content);
        json.putArray("mentions");
        json.putArray("mention_roles");
        json.putArray("attachments");
        json.putArray("embeds");
        json.put("timestamp", Snowflakes.timestamp(id))
                .put("edited_timestamp", editedAt)
                .put("flags", 0);
        json.putArray("components");
        json.put("id", Long.toString(id)).put("channel_id", Long.toString(channel.id()));
        json.set("author", author.json());
        json.put("pinned", false).put("mention_everyone", false).put("tts", false);
        if (reference != null) {
            ObjectNode target = json.putObject("message_reference")
                    .put("type", reference.type())
                    .put("channel_id", Long.toString(reference.channelId()))
                    .put("message_id", Long.toString(reference.messageId()));
            Guild guild = channel.guild();
            if (guild != null) {
                target.put("guild_id", Long.toString(guild.id()));
            }
            Message original = channel.messages().get(reference.messageId());
            if (reference.type() == 0) {
                json.set("referenced_message", original == null ? Json.object().nullNode() : original.bare());
            }
        }
        if (!reactions.isEmpty()) {
            reactions.forEach((emoji, users) -> json.withArray("reactions").add(Reactions.json(emoji, users, viewer)));
        }
        json.setAll(extras);
        return json;
    }

    /** A referenced message is shown without what it refers to itself. */
    private ObjectNode bare() {
        ObjectNode json = json(0);
        json.remove("referenced_message");
        json.remove("reactions");
        return json;
    }

    /** As MESSAGE_CREATE and MESSAGE_UPDATE carry it. */
    public ObjectNode event(long viewer) {
        ObjectNode json = json(viewer);
        channel.stamp(json);
        Guild guild = channel.guild();
        if (guild != null && !isEphemeral() && !json.has("webhook_id")) {
            json.set("member", guild.memberJson(author));
        }
        return json;
    }
}
