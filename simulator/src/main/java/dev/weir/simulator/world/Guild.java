package dev.weir.simulator.world;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A guild the bot is in.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class Guild {

    private static final String EVERYONE_PERMISSIONS = "562949953421311";

    private final int number;
    private final long id;
    private final String name;
    private final Population population;
    private final User bot;
    private final List<Channel> channels = new ArrayList<>();
    private final List<Channel> threads = new ArrayList<>();
    private boolean available = true;

    Guild(int number, long id, Population population, User bot) {
        this.number = number;
        this.id = id;
        this.name = "Guild " + number;
        this.population = population;
        this.bot = bot;
    }

    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    public boolean isAvailable() {
        return available;
    }

    public void setAvailable(boolean available) {
        this.available = available;
    }

    public List<Channel> channels() {
        return Collections.unmodifiableList(channels);
    }

    public List<Channel> threads() {
        return Collections.unmodifiableList(threads);
    }

    void add(Channel channel) {
        (channel.isThread() ? threads : channels).add(channel);
    }

    void remove(Channel channel) {
        (channel.isThread() ? threads : channels).remove(channel);
    }

    public User person(int index) {
        return population.member(number, index);
    }

    public int people() {
        return population.perGuild();
    }

    boolean hasMember(long userId) {
        return userId == bot.id() || population.isMember(number, userId);
    }

    /** A member without its user, as events carry it beside the user. */
    public ObjectNode memberJson(User user) {
        ObjectNode json = Json.object()
                .putNull("avatar")
                .putNull("banner")
                .putNull("communication_disabled_until")
                .put("flags", 0)
                .put("joined_at", Snowflakes.timestamp(Math.max(id, user.id())))
                .putNull("nick")
                .put("pending", false)
                .putNull("premium_since")
                .put("mute", false)
                .put("deaf", false);
        json.putArray("roles");
        return json;
    }

    public ObjectNode memberWithUser(User user) {
        ObjectNode json = memberJson(user);
        json.set("user", user.json());
        return json;
    }

    /** What REST tells of a guild. */
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", Long.toString(id))
                .put("name", name)
                .putNull("icon")
                .putNull("description")
                .putNull("home_header")
                .putNull("splash")
                .putNull("discovery_splash")
                .putNull("banner")
                .put("owner_id", Long.toString(person(0).id()))
                .putNull("application_id")
                .put("region", "us-central")
                .putNull("afk_channel_id")
                .put("afk_timeout", 300)
                .putNull("system_channel_id")
                .put("system_channel_flags", 0)
                .put("widget_enabled", false)
                .putNull("widget_channel_id")
                .put("verification_level", 1)
                .put("default_message_notifications", 1)
                .put("mfa_level", 0)
                .put("explicit_content_filter", 2)
                .putNull("max_presences")
                .put("max_members", 500_000)
                .put("max_stage_video_channel_users", 50)
                .put("max_video_channel_users", 25)
                .putNull("vanity_url_code")
                .put("premium_tier", 0)
                .put("premium_subscription_count", 0)
                .put("preferred_locale", "en-US")
                .putNull("rules_channel_id")
                .putNull("safety_alerts_channel_id")
                .putNull("public_updates_channel_id")
                .put("premium_progress_bar_enabled", false)
                .put("nsfw", false)
                .put("nsfw_level", 0)
                .putNull("incidents_data");
        json.putArray("features");
        json.putArray("roles").add(everyone());
        json.putArray("emojis");
        json.putArray("stickers");
        return json;
    }

    private ObjectNode everyone() {
        ObjectNode role = Json.object()
                .put("id", Long.toString(id))
                .put("name", "@everyone")
                .put("permissions", EVERYONE_PERMISSIONS)
                .put("position", 0)
                .put("color", 0)
                .put("hoist", false)
                .put("managed", false)
                .put("mentionable", false)
                .putNull("icon")
                .putNull("unicode_emoji")
                .put("flags", 0);
        role.putObject("colors")
                .put("primary_color", 0)
                .putNull("secondary_color")
                .putNull("tertiary_color");
        return role;
    }

    /** What GUILD_CREATE tells. {@code withPeople}: also members beside the bot (small guild, presences asked for). */
    public ObjectNode createEvent(boolean withPeople) {
        ObjectNode json = json();
        json.put("joined_at", Snowflakes.timestamp(Math.max(id, bot.id())))
                .put("large", people() + 1 > 250)
                .put("unavailable", false)
                .put("member_count", people() + 1);
        ArrayNode list = json.putArray("channels");
        channels.forEach(channel -> list.add(channel.json()));
        ArrayNode open = json.putArray("threads");
        threads.stream()
                .filter(thread -> thread.kind() instanceof Channel.Kind.GuildThread kind && kind.announced())
                .forEach(thread -> open.add(thread.json()));
        ArrayNode members = json.putArray("members").add(memberWithUser(bot));
        if (withPeople) {
            for (int i = 0; i < people(); i++) {
                members.add(memberWithUser(person(i)));
            }
        }
        for (String none : List.of(
                "voice_states", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds")) {
            json.putArray(none);
        }
        return json;
    }

    public ObjectNode unavailableJson() {
        return Json.object().put("id", Long.toString(id)).put("unavailable", true);
    }
}
