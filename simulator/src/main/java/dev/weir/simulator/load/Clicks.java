package dev.weir.simulator.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.Guild;
import dev.weir.simulator.world.Interaction;
import dev.weir.simulator.world.Interactions;
import dev.weir.simulator.world.Message;
import dev.weir.simulator.world.MessageHistory;
import dev.weir.simulator.world.User;
import dev.weir.simulator.world.World;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * People who press buttons and submit modals.
 *
 * <p>Owned by the lane.
 */
public final class Clicks {

    private static final int COMPONENT = 3;
    private static final int MODAL_SUBMIT = 5;

    private final Lane lane;
    private final World world;
    private final Interactions interactions;
    private final Announcer announcer;

    public Clicks(Lane lane, World world, Interactions interactions, Announcer announcer) {
        this.lane = lane;
        this.world = world;
        this.interactions = interactions;
        this.announcer = announcer;
    }

    /** Somebody presses a button of the bot: the newest there is, else one of a panel from before its session. */
    public long click(Guild guild, Channel channel, User user) {
        Message source = newestWithButton(channel.messages());
        if (source == null) {
            source = panel(channel);
        }
        ObjectNode data = Json.object()
                .put("component_type", 2)
                .put("id", 2)
                .put("custom_id", customId(source.json(0).path("components")));
        return interact(COMPONENT, guild, channel, user, data, source);
    }

    /** Somebody submits a modal of today's shape: inputs inside labels. */
    public long submit(Guild guild, Channel channel, User user, String text) {
        ObjectNode data = Json.object().put("custom_id", "feedback");
        ObjectNode label =
                data.putArray("components").addObject().put("type", 18).put("id", 1);
        label.putObject("component")
                .put("type", 4)
                .put("id", 2)
                .put("custom_id", "text")
                .put("value", text);
        return interact(MODAL_SUBMIT, guild, channel, user, data, null);
    }

    private long interact(
            int type, Guild guild, Channel channel, User user, ObjectNode data, @Nullable Message source) {
        byte[] secret = new byte[24];
        ThreadLocalRandom.current().nextBytes(secret);
        String token = "sim" + HexFormat.of().formatHex(secret);
        long id = world.nextId(lane.millis());
        interactions.add(new Interaction(id, token, type, channel, user, lane.nanos(), source));
        ObjectNode event = Json.object()
                .put("id", Long.toString(id))
                .put("application_id", Long.toString(world.bot().id()))
                .put("type", type)
                .put("token", token)
                .put("version", 1)
                .put("guild_id", Long.toString(guild.id()))
                .put("channel_id", Long.toString(channel.id()))
                .put("app_permissions", "562949953421311")
                .put("locale", "en-US")
                .put("guild_locale", "en-US")
                .put("context", 0)
                .put("attachment_size_limit", 10_485_760);
        event.set("data", data);
        event.set("channel", channel.json());
        event.set("member", guild.memberWithUser(user).put("permissions", "562949953421311"));
        event.putObject("guild")
                .put("id", Long.toString(guild.id()))
                .put("locale", "en-US")
                .putArray("features");
        event.putObject("authorizing_integration_owners").put("0", Long.toString(guild.id()));
        event.putArray("entitlements");
        if (source != null) {
            event.set("message", source.json(world.bot().id()));
        }
        announcer.interaction(channel, event);
        return id;
    }

    private @Nullable Message newestWithButton(MessageHistory history) {
        for (int i = history.size() - 1; i >= 0; i--) {
            Message message = history.at(i);
            if (message.author().id() == world.bot().id()
                    && !customId(message.json(0).path("components")).isEmpty()) {
                return message;
            }
        }
        return null;
    }

    /** Told to nobody: it was there before. */
    private Message panel(Channel channel) {
        ObjectNode extras = Json.object();
        ObjectNode row =
                extras.putArray("components").addObject().put("type", 1).put("id", 1);
        row.putArray("components")
                .addObject()
                .put("type", 2)
                .put("id", 2)
                .put("style", 1)
                .put("label", "Join")
                .put("custom_id", "panel:join");
        return world.post(channel, world.bot(), "Press to join", null, extras, lane.millis());
    }

    /** The first custom id in this tree of components; empty when there is none. */
    private static String customId(JsonNode components) {
        for (JsonNode component : components) {
            if (component.path("type").asInt() == 2 && component.has("custom_id")) {
                return component.path("custom_id").asText();
            }
            String below = customId(component.path("components"));
            if (below.isEmpty() && component.has("accessory")) {
                below = customId(Json.array().add(component.path("accessory")));
            }
            if (!below.isEmpty()) {
                return below;
            }
        }
        return "";
    }
}
