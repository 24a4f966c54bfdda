package dev.weir.simulator.world;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything the simulated Discord holds for one bot.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class World {

    private static final long FIRST_GUILD_MILLIS = 1_546_300_800_000L;
    private static final Pattern MENTION = Pattern.compile("<@!?([0-9]{17,18}|[1-8][0-9]{18})>");
    private static final int THREADS_PER_GUILD = 50;
    private static final int DIRECT_CHANNELS = 10_000;

    private final Plan plan;
    private final Snowflakes snowflakes = new Snowflakes();
    private final User bot;
    private final User owner;
    private final Population population;
    private final Map<Long, Guild> guilds = new LinkedHashMap<>();
    private final List<Guild> guildList = new ArrayList<>();
    private final Map<Long, Channel> channels = new HashMap<>();
    private final Map<Long, Channel> directByRecipient = new LinkedHashMap<>();

    /**
     * How large a world to make.
     *
     * @param shards guilds are spread evenly over this many shards
     * @param history messages a channel remembers
     */
    public record Plan(int shards, int guilds, int channels, int people, int history, long seed) {}

    public World(Plan plan) {
        this.plan = plan;
        SplittableRandom random = new SplittableRandom(plan.seed());
        this.bot = new User(Snowflakes.at(FIRST_GUILD_MILLIS - 86_400_000L, random.nextLong()), "weir", "Weir", true);
        this.owner = new User(Snowflakes.at(FIRST_GUILD_MILLIS - 172_800_000L, random.nextLong()), "lea", "Lea", false);
        this.population = new Population(plan.guilds(), plan.people(), plan.seed());
        for (int i = 0; i < plan.guilds(); i++) {
            add(guild(i, random));
        }
    }

    private Guild guild(int number, SplittableRandom random) {
        // Steps of about a day that keep (id >> 22) % shards in turn, so every shard has its share.
        long turn = (FIRST_GUILD_MILLIS - Snowflakes.EPOCH_MILLIS) % plan.shards();
        long step = plan.shards() * Math.max(1L, 80_000L / plan.shards());
        long millis = FIRST_GUILD_MILLIS - turn + number % plan.shards() + number / plan.shards() * step;
        Guild guild = new Guild(number, Snowflakes.at(millis, random.nextLong()), population, bot);
        for (int position = 0; position < plan.channels(); position++) {
            long id = Snowflakes.at(millis + 1_000 + position * 7L, random.nextLong());
            Channel.Kind kind = new Channel.Kind.Text(guild, position);
            keep(guild, new Channel(id, position == 0 ? "general" : "channel-" + position, kind, plan.history()));
        }
        return guild;
    }

    private void add(Guild guild) {
        guilds.put(guild.id(), guild);
        guildList.add(guild);
    }

    private void keep(Guild guild, Channel channel) {
        guild.add(channel);
        channels.put(channel.id(), channel);
    }

    public User bot() {
        return bot;
    }

    /** Whom the application belongs to. */
    public User owner() {
        return owner;
    }

    public long nextId(long nowMillis) {
        return snowflakes.next(nowMillis);
    }

    public Collection<Guild> guilds() {
        return Collections.unmodifiableCollection(guilds.values());
    }

    public int guildCount() {
        return guildList.size();
    }

    /** By position, for a draw. */
    public Guild guildAt(int position) {
        return guildList.get(position);
    }

    public @Nullable Guild guild(long id) {
        return guilds.get(id);
    }

    public @Nullable Channel channel(long id) {
        return channels.get(id);
    }

    public @Nullable User user(long id) {
        if (id == bot.id()) {
            return bot;
        }
        return id == owner.id() ? owner : population.byId(id);
    }

    public @Nullable User member(Guild guild, long userId) {
        return guild.hasMember(userId) ? user(userId) : null;
    }

    public List<Guild> guildsOf(int shard, int count) {
        return guildList.stream()
                .filter(guild -> Snowflakes.shard(guild.id(), count) == shard)
                .toList();
    }

    public Message post(
            Channel channel,
            User author,
            String content,
            Message.@Nullable Reference reference,
            ObjectNode extras,
            long nowMillis) {
        Message message = new Message(nextId(nowMillis), channel, author, content, reference, extras);
        if (content.contains("<@")) {
            extras.set("mentions", mentions(content));
        }
        channel.messages().add(message);
        return message;
    }

    private ArrayNode mentions(String content) {
        ArrayNode mentions = Json.array();
        Matcher matcher = MENTION.matcher(content);
        while (matcher.find()) {
            User mentioned = user(Long.parseLong(matcher.group(1)));
            if (mentioned != null) {
                mentions.add(mentioned.json());
            }
        }
        return mentions;
    }

    /** A message that is in no channel's history, to see what one looks like. */
    public Message sample(Channel channel, User author, long nowMillis) {
        return new Message(nextId(nowMillis), channel, author, "", null, Json.object());
    }

    public Channel openThread(
            Guild guild, Channel parent, User starter, String name, boolean announced, long nowMillis) {
        if (guild.threads().size() == THREADS_PER_GUILD) {
            remove(guild.threads().getFirst());
        }
        Channel.Kind kind = new Channel.Kind.GuildThread(guild, parent, starter.id(), announced);
        Channel thread = new Channel(nextId(nowMillis), name, kind, plan.history());
        keep(guild, thread);
        return thread;
    }

    /** The direct channel with somebody, opened when there is none. */
    public Channel direct(User with, long nowMillis) {
        Channel open = directByRecipient.get(with.id());
        if (open != null) {
            return open;
        }
        if (directByRecipient.size() == DIRECT_CHANNELS) {
            Channel oldest = directByRecipient.remove(
                    directByRecipient.keySet().iterator().next());
            if (oldest != null) {
                channels.remove(oldest.id());
            }
        }
        Channel channel = new Channel(nextId(nowMillis), "", new Channel.Kind.Direct(with), plan.history());
        directByRecipient.put(with.id(), channel);
        channels.put(channel.id(), channel);
        return channel;
    }

    public void remove(Channel channel) {
        channels.remove(channel.id());
        Guild guild = channel.guild();
        if (guild != null) {
            guild.remove(channel);
        }
    }

    public void remove(Guild guild) {
        guilds.remove(guild.id());
        guildList.remove(guild);
        guild.channels().forEach(channel -> channels.remove(channel.id()));
        guild.threads().forEach(thread -> channels.remove(thread.id()));
    }
}
