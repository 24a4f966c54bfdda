package dev.weir.simulator.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.Commands;
import dev.weir.simulator.world.Guild;
import dev.weir.simulator.world.Interaction;
import dev.weir.simulator.world.Interactions;
import dev.weir.simulator.world.Message;
import dev.weir.simulator.world.MessageHistory;
import dev.weir.simulator.world.User;
import dev.weir.simulator.world.World;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * People who press buttons, choose in menus, submit modals and use commands.
 *
 * <p>Owned by the lane.
 */
public final class Clicks {

    private static final int COMMAND = 2;
    private static final int COMPONENT = 3;
    private static final int MODAL_SUBMIT = 5;
    private static final int BUTTON = 2;
    private static final int SELECT = 3;

    private final Lane lane;
    private final World world;
    private final Interactions interactions;
    private final Commands commands;
    private final Announcer announcer;

    public Clicks(Lane lane, World world, Interactions interactions, Commands commands, Announcer announcer) {
        this.lane = lane;
        this.world = world;
        this.interactions = interactions;
        this.commands = commands;
        this.announcer = announcer;
    }

    /** A button or a select menu on a message of the bot. */
    private record Component(Message on, JsonNode json) {
        boolean isMenu() {
            return json.path("type").asInt() == SELECT;
        }

        String customId() {
            return json.path("custom_id").asText();
        }
    }

    /** Somebody presses a button of the bot: the newest there is, else one of a panel from before its session. */
    public long press(Guild guild, Channel channel, User user) {
        Component button = newest(channel, each -> !each.isMenu());
        return use(guild, channel, user, button == null ? panel(channel) : button, List.of());
    }

    /**
     * Somebody uses one of the components on the bot's newest message that has any, as its reader would: the one at {@code
     * pick} from 0 to 1 of those that are not disabled, and in a menu the choice at {@code pick}.
     */
    long useAny(Guild guild, Channel channel, User user, double pick) {
        Component newest = newest(channel, each -> !each.json.path("disabled").asBoolean());
        List<Component> there = newest == null ? List.of() : components(newest.on);
        there = there.stream()
                .filter(each -> !each.json.path("disabled").asBoolean())
                .toList();
        if (there.isEmpty()) {
            return press(guild, channel, user);
        }
        Component chosen = there.get((int) (pick * there.size()));
        JsonNode options = chosen.json.path("options");
        List<String> values = !chosen.isMenu() || options.isEmpty()
                ? List.of()
                : List.of(
                        options.get((int) (pick * options.size())).path("value").asText());
        return use(guild, channel, user, chosen, values);
    }

    /** Somebody uses the newest component of that custom id; 0 when there is none. */
    public long use(Guild guild, Channel channel, User user, String customId, List<String> values) {
        Component component = newest(channel, each -> each.customId().equals(customId));
        return component == null ? 0 : use(guild, channel, user, component, values);
    }

    private long use(Guild guild, Channel channel, User user, Component component, List<String> values) {
        ObjectNode data = Json.object()
                .put("component_type", component.isMenu() ? SELECT : BUTTON)
                .put("id", 2)
                .put("custom_id", component.customId());
        if (component.isMenu()) {
            values.forEach(data.putArray("values")::add);
        }
        return interact(COMPONENT, guild, channel, user, data, component.on);
    }

    /** Somebody submits a modal of today's shape: inputs inside labels. */
    public long submit(Guild guild, Channel channel, User user, String customId, Map<String, String> fields) {
        ObjectNode data = Json.object().put("custom_id", customId);
        var labels = data.putArray("components");
        int id = 1;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            ObjectNode label = labels.addObject().put("type", 18).put("id", id++);
            label.putObject("component")
                    .put("type", 4)
                    .put("id", id++)
                    .put("custom_id", field.getKey())
                    .put("value", field.getValue());
        }
        return interact(MODAL_SUBMIT, guild, channel, user, data, null);
    }

    /** Somebody uses one of the bot's slash commands, the one at {@code pick} from 0 to 1; 0 when it has none. */
    long commandAny(Guild guild, Channel channel, User user, double pick) {
        ObjectNode command = commands.pick(guild.id(), pick);
        return command == null ? 0 : command(guild, channel, user, command);
    }

    /** Somebody uses a slash command by its name; 0 when the bot has none of that name. */
    public long command(Guild guild, Channel channel, User user, String name) {
        ObjectNode command = commands.find(guild.id(), name);
        return command == null ? 0 : command(guild, channel, user, command);
    }

    private long command(Guild guild, Channel channel, User user, ObjectNode command) {
        ObjectNode data = Json.object()
                .put("id", command.path("id").asText())
                .put("name", command.path("name").asText())
                .put("type", 1);
        return interact(COMMAND, guild, channel, user, data, null);
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

    /** On the newest message that has one: the first that is wanted. */
    private @Nullable Component newest(Channel channel, Predicate<Component> wanted) {
        MessageHistory history = channel.messages();
        for (int i = history.size() - 1; i >= 0; i--) {
            Message message = history.at(i);
            if (message.author().id() == world.bot().id()) {
                for (Component each : components(message)) {
                    if (wanted.test(each)) {
                        return each;
                    }
                }
            }
        }
        return null;
    }

    /** Told to nobody: it was there before. */
    private Component panel(Channel channel) {
        ObjectNode extras = Json.object();
        ObjectNode row =
                extras.putArray("components").addObject().put("type", 1).put("id", 1);
        ObjectNode button = row.putArray("components")
                .addObject()
                .put("type", BUTTON)
                .put("id", 2)
                .put("style", 1)
                .put("label", "Join")
                .put("custom_id", "panel:join");
        return new Component(world.post(channel, world.bot(), "Press to join", null, extras, lane.millis()), button);
    }

    private static List<Component> components(Message message) {
        List<Component> found = new ArrayList<>();
        collect(message, message.json(0).path("components"), found);
        return found;
    }

    private static void collect(Message message, JsonNode components, List<Component> found) {
        for (JsonNode component : components) {
            int type = component.path("type").asInt();
            if ((type == BUTTON || type == SELECT) && component.has("custom_id")) {
                found.add(new Component(message, component));
            }
            collect(message, component.path("components"), found);
            if (component.has("accessory")) {
                collect(message, Json.array().add(component.path("accessory")), found);
            }
        }
    }
}
