package dev.weir.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.fault.FaultBoard;
import dev.weir.simulator.fault.MomentaryFault;
import dev.weir.simulator.fault.StandingFault;
import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.gateway.Credentials;
import dev.weir.simulator.gateway.Dispatch;
import dev.weir.simulator.gateway.Gateway;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.limit.IdentifyLedger;
import dev.weir.simulator.limit.Recommendation;
import dev.weir.simulator.load.Burst;
import dev.weir.simulator.load.BurstReport;
import dev.weir.simulator.load.Clicks;
import dev.weir.simulator.load.Load;
import dev.weir.simulator.load.LoadPlan;
import dev.weir.simulator.referee.LogEntry;
import dev.weir.simulator.referee.Referee;
import dev.weir.simulator.referee.RefereeSummary;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.Guild;
import dev.weir.simulator.world.Message;
import dev.weir.simulator.world.Snowflakes;
import dev.weir.simulator.world.User;
import dev.weir.simulator.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be asked of the simulator while it runs, for HTTP and for Java alike.
 *
 * <p>Not thread-safe: called on the lane.
 */
public final class Operations {

    private final Lane lane;
    private final World world;
    private final Gateway gateway;
    private final Announcer announcer;
    private final Referee referee;
    private final FaultBoard faults;
    private final IdentifyLedger ledger;
    private final Credentials credentials;
    private final Load load;
    private final Clicks clicks;
    private final OtherBots bots;
    private final int shards;
    private final Recommendation recommendation;
    private final long startNanos;
    private int port;

    public Operations(
            Lane lane,
            World world,
            Gateway gateway,
            Announcer announcer,
            Referee referee,
            FaultBoard faults,
            IdentifyLedger ledger,
            Credentials credentials,
            Load load,
            Clicks clicks,
            OtherBots bots,
            int shards,
            Recommendation recommendation) {
        this.recommendation = recommendation;
        this.lane = lane;
        this.world = world;
        this.gateway = gateway;
        this.announcer = announcer;
        this.referee = referee;
        this.faults = faults;
        this.ledger = ledger;
        this.credentials = credentials;
        this.load = load;
        this.clicks = clicks;
        this.bots = bots;
        this.shards = shards;
        this.startNanos = lane.nanos();
    }

    public void listensOn(int newPort) {
        port = newPort;
    }

    public Status status() {
        return new Status(
                true,
                port,
                (lane.nanos() - startNanos) / 1e9,
                shards,
                recommendation.shards(),
                world.guildCount(),
                gateway.sessionsPerShard(),
                gateway.connectedPerShard(),
                gateway.sessionsPerCount(),
                credentials.isReset(),
                load.standing(),
                faults.standing(lane.nanos()).stream().map(StandingFault::code).toList());
    }

    /** The application id of one more bot at the same addresses. */
    public long addBot(String token, int guilds, int privilegedIntents) throws BadField {
        if (credentials.accepts(token)) {
            throw new BadField("token", "(not shown)", "another one than that of the first bot");
        }
        return bots.add(token, guilds, privilegedIntents);
    }

    public List<OtherBots.BotView> otherBots() {
        return bots.all();
    }

    public RefereeSummary referee() {
        return referee.summary(new Referee.Standing(
                ledger.smallestSpacingNanos(),
                ledger.remaining(lane.nanos()),
                gateway.sessionsPerShard(),
                gateway.connectedPerShard()));
    }

    public List<LogEntry> log(long after, int limit, LogEntry.@Nullable Kind kind) {
        return referee.log(after, limit, kind);
    }

    public WorldView world() {
        return new WorldView(
                Long.toString(world.bot().id()),
                shards,
                world.guilds().stream()
                        .map(guild -> new WorldView.GuildView(
                                Long.toString(guild.id()),
                                guild.name(),
                                Snowflakes.shard(guild.id(), shards),
                                guild.isAvailable(),
                                guild.channels().stream()
                                        .map(channel -> Long.toString(channel.id()))
                                        .toList(),
                                IntStream.range(0, Math.min(100, guild.people()))
                                        .mapToObj(i ->
                                                Long.toString(guild.person(i).id()))
                                        .toList()))
                        .toList());
    }

    public Load.Standing startLoad(LoadPlan plan) {
        load.start(plan);
        return load.standing();
    }

    /** From now on GET /gateway/bot recommends so many shards; the world and its sessions stay as they are. */
    public void recommend(int newShards) {
        recommendation.change(newShards);
        referee.fault(Json.object().put("recommendedShards", newShards));
    }

    public Load.Standing stopLoad() {
        Load.Standing last = load.standing();
        load.stop();
        return last;
    }

    public CompletableFuture<BurstReport> burst(int shard, int messages, int channels) throws BadField {
        if (messages < 1 || messages > Burst.MAX_MESSAGES) {
            throw new BadField("count", Integer.toString(messages), "a whole number from 1 to " + Burst.MAX_MESSAGES);
        }
        if (channels < 1 || channels > Burst.MAX_CHANNELS) {
            throw new BadField(
                    "channels", Integer.toString(channels), "a whole number from 1 to " + Burst.MAX_CHANNELS);
        }
        int count = gateway.countOf(shard).orElse(shards);
        if (shard < 0 || shard >= count) {
            throw new BadField("shard", Integer.toString(shard), "a shard from 0 to " + (count - 1));
        }
        return Burst.start(lane, referee, gateway, world, shard, count, messages, channels);
    }

    /** Posts a message of somebody; {@code author} absent: somebody of the channel's guild. */
    public long message(long channelId, @Nullable Long authorId, String content) throws BadField {
        Channel channel = channel(channelId);
        User author = author(channel, authorId);
        Message message = world.post(channel, author, content, null, Json.object(), lane.millis());
        announcer.created(message);
        return message.id();
    }

    /** Somebody presses the newest button of the bot in that channel. */
    public long click(long channelId, @Nullable Long userId) throws BadField {
        Channel channel = channel(channelId);
        return clicks.press(guild(channel), channel, author(channel, userId));
    }

    /** Somebody uses the newest component of that custom id in that channel; a select menu with those values. */
    public long use(long channelId, @Nullable Long userId, String customId, List<String> values) throws BadField {
        Channel channel = channel(channelId);
        long id = clicks.use(guild(channel), channel, author(channel, userId), customId, values);
        if (id == 0) {
            throw new BadField("customId", customId, "a component on a message of the bot in this channel");
        }
        return id;
    }

    /** Somebody submits a modal of that custom id. */
    public long submit(long channelId, @Nullable Long userId, String customId, Map<String, String> fields)
            throws BadField {
        Channel channel = channel(channelId);
        return clicks.submit(guild(channel), channel, author(channel, userId), customId, fields);
    }

    /** Somebody uses a slash command that the bot has put. */
    public long command(long channelId, @Nullable Long userId, String name) throws BadField {
        Channel channel = channel(channelId);
        long id = clicks.command(guild(channel), channel, author(channel, userId), name);
        if (id == 0) {
            throw new BadField("name", name, "a slash command that the bot has put");
        }
        return id;
    }

    /** Somebody puts a reaction to a message, or takes it back; whether that changed anything. */
    public boolean react(long channelId, long messageId, @Nullable Long userId, String emoji, boolean add)
            throws BadField {
        Channel channel = channel(channelId);
        Message message = channel.messages().get(messageId);
        if (message == null) {
            throw new BadField("message", Long.toString(messageId), "a message that the channel remembers");
        }
        User user = author(channel, userId);
        if (add && message.react(emoji, user.id())) {
            announcer.reacted(channel, message, emoji, user);
            return true;
        }
        if (!add && message.unreact(emoji, user.id())) {
            announcer.unreacted(channel, message.id(), emoji, user.id());
            return true;
        }
        return false;
    }

    private static Guild guild(Channel channel) throws BadField {
        Guild guild = channel.guild();
        if (guild == null) {
            throw new BadField("channel", Long.toString(channel.id()), "a channel of a guild");
        }
        return guild;
    }

    private Channel channel(long id) throws BadField {
        Channel channel = world.channel(id);
        if (channel == null) {
            throw new BadField("channel", Long.toString(id), "a channel of this world (GET /sim/world)");
        }
        return channel;
    }

    private User author(Channel channel, @Nullable Long id) throws BadField {
        if (id == null) {
            return switch (channel.kind()) {
                case Channel.Kind.Direct(User recipient) -> recipient;
                case Channel.Kind.Text text -> text.guild().person(0);
                case Channel.Kind.GuildThread thread -> thread.guild().person(0);
            };
        }
        User author = world.user(id);
        if (author == null) {
            throw new BadField("author", Long.toString(id), "a user of this world");
        }
        return author;
    }

    /** A raw dispatch; {@code shard} absent: to the shard of its guild, or to all when it has none. */
    public int dispatch(@Nullable Integer shard, String type, JsonNode data) throws BadField {
        if (!type.matches("[A-Z][A-Z0-9_]{0,63}")) {
            throw new BadField("t", type, "an event name such as MESSAGE_CREATE");
        }
        long guildId = data.path("guild_id").asLong(0);
        Dispatch dispatch = Dispatch.of(type, guildId, data);
        if (shard == null && guildId != 0) {
            return gateway.publish(dispatch);
        }
        return gateway.publishTo(shard, dispatch);
    }

    /** How many connections it hit, or guilds. */
    public int fault(MomentaryFault fault) throws BadField {
        int hit = switch (fault) {
            case MomentaryFault.Drop(var shard, var hard) -> gateway.cut(shard, hard);
            case MomentaryFault.HalfOpen(var shard) -> gateway.freeze(shard);
            case MomentaryFault.Close(var shard, var code) -> gateway.close(shard, code);
            case MomentaryFault.Reconnect(var shard) -> gateway.askToReconnect(shard);
            case MomentaryFault.InvalidSession(var shard, var resumable) -> gateway.invalidate(shard, resumable);
            case MomentaryFault.FalseLength(var shard, var bytes) -> gateway.announce(shard, bytes);
            case MomentaryFault.FalseSequence(var shard, var sequence) -> gateway.misnumber(shard, sequence);
            case MomentaryFault.GuildUnavailable(var guild) -> available(guild, false);
            case MomentaryFault.GuildAvailable(var guild) -> available(guild, true);
        };
        referee.fault(described(fault.code(), fault).put("hit", hit));
        return hit;
    }

    private int available(long guildId, boolean available) throws BadField {
        Guild guild = world.guild(guildId);
        if (guild == null) {
            throw new BadField("guild", Long.toString(guildId), "a guild of this world (GET /sim/world)");
        }
        if (guild.isAvailable() == available) {
            return 0;
        }
        guild.setAvailable(available);
        if (available) {
            announcer.guildAvailable(guild);
        } else {
            announcer.guildUnavailable(guild);
        }
        return 1;
    }

    /** Stands until lifted, or for that long. */
    public void fault(StandingFault fault, @Nullable Duration length) {
        faults.add(fault, length, lane.nanos());
        referee.fault(described(fault.code(), fault).put("forMillis", length == null ? null : length.toMillis()));
    }

    /** All standing faults end, half-open sockets too. */
    public void liftFaults() {
        faults.lift();
        gateway.thaw();
        referee.fault(Json.object().put("fault", "lifted"));
    }

    private static ObjectNode described(String code, Object fault) {
        return Json.object().put("fault", code).put("details", fault.toString());
    }
}
