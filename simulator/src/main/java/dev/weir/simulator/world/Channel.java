package dev.weir.simulator.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A text channel, a thread or a direct message.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class Channel {

    /** What a channel is. */
    public sealed interface Kind {
        /** In a guild, at this place of its list. */
        record Text(Guild guild, int position) implements Kind {}

        /** Below a text channel. {@code announced}: whether sessions were told of it (THREAD_CREATE). */
        record GuildThread(Guild guild, Channel parent, long ownerId, boolean announced) implements Kind {}

        record Direct(User recipient) implements Kind {}
    }

    private final long id;
    private final String name;
    private final Kind kind;
    private final MessageHistory messages;

    Channel(long id, String name, Kind kind, int historyBound) {
        this.id = id;
        this.name = name;
        this.kind = kind;
        this.messages = new MessageHistory(historyBound);
    }

    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    public MessageHistory messages() {
        return messages;
    }

    public @Nullable Guild guild() {
        return switch (kind) {
            case Kind.Text text -> text.guild();
            case Kind.GuildThread thread -> thread.guild();
            case Kind.Direct _ -> null;
        };
    }

    /** Zero for a direct message: such events have no guild and go to shard 0. */
    public long guildId() {
        Guild guild = guild();
        return guild == null ? 0 : guild.id();
    }

    public boolean isThread() {
        return kind instanceof Kind.GuildThread;
    }

    /** Adds what every event of this channel carries. */
    void stamp(ObjectNode event) {
        event.put("channel_type", type());
        Guild guild = guild();
        if (guild != null) {
            event.put("guild_id", Long.toString(guild.id()));
        }
    }

    private int type() {
        return switch (kind) {
            case Kind.Text _ -> 0;
            case Kind.GuildThread _ -> 11;
            case Kind.Direct _ -> 1;
        };
    }

    public ObjectNode json() {
        ObjectNode json =
                Json.object().put("id", Long.toString(id)).put("type", type()).put("flags", 0);
        String last = messages.lastId() == 0 ? null : Long.toString(messages.lastId());
        json.put("last_message_id", last);
        return switch (kind) {
            case Kind.Text(Guild guild, int position) -> {
                json.putArray("permission_overwrites");
                yield json.put("guild_id", Long.toString(guild.id()))
                        .put("name", name)
                        .put("position", position)
                        .putNull("parent_id")
                        .putNull("topic")
                        .put("nsfw", false)
                        .put("rate_limit_per_user", 0);
            }
            case Kind.GuildThread thread -> {
                String created = Snowflakes.timestamp(id);
                json.putObject("thread_metadata")
                        .put("archived", false)
                        .put("archive_timestamp", created)
                        .put("auto_archive_duration", 1440)
                        .put("locked", false)
                        .put("create_timestamp", created);
                yield json.put("guild_id", Long.toString(thread.guild().id()))
                        .put("name", name)
                        .put("parent_id", Long.toString(thread.parent().id()))
                        .put("owner_id", Long.toString(thread.ownerId()))
                        .put("rate_limit_per_user", 0)
                        .put("message_count", messages.size())
                        .put("total_message_sent", messages.size())
                        .put("member_count", 1);
            }
            case Kind.Direct(User recipient) -> {
                json.putArray("recipients").add(recipient.json());
                yield json;
            }
        };
    }
}
