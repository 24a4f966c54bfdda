package dev.weir.peers.javacord;

import static dev.weir.peers.Suite.expect;
import static dev.weir.peers.Suite.none;
import static dev.weir.peers.Suite.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.peers.Corpus;
import dev.weir.peers.Ids;
import dev.weir.peers.Peer;
import dev.weir.peers.Suite;
import dev.weir.peers.Tier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.javacord.api.Javacord;
import org.javacord.api.entity.channel.ServerTextChannel;
import org.javacord.api.entity.channel.TextChannel;
import org.javacord.api.entity.server.Server;
import org.javacord.api.event.message.MessageCreateEvent;
import org.javacord.api.listener.message.MessageCreateListener;
import org.javacord.api.util.event.ListenerManager;
import org.javacord.core.DiscordApiImpl;
import org.javacord.core.entity.user.MemberImpl;
import org.javacord.core.entity.user.UserImpl;
import org.javacord.core.event.message.MessageCreateEventImpl;
import org.javacord.core.util.event.DispatchQueueSelector;
import org.javacord.core.util.gateway.PacketHandler;
import org.javacord.core.util.handler.guild.GuildCreateHandler;
import org.javacord.core.util.handler.interaction.InteractionCreateHandler;
import org.javacord.core.util.handler.message.MessageCreateHandler;
import org.javacord.core.util.handler.message.reaction.MessageReactionAddHandler;
import org.jspecify.annotations.Nullable;

/** Javacord: listeners on the channel with {@code removeAfter}. It works on threads of its own. */
final class JavacordPeer implements Peer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DiscordApiImpl api = new DiscordApiImpl("t", null, null, null, null, null, false);
    private final PacketHandler messages = new MessageCreateHandler(api);
    private final Map<String, PacketHandler> handlers = Map.of(
            "MESSAGE_CREATE", messages,
            "MESSAGE_REACTION_ADD", new MessageReactionAddHandler(api),
            "INTERACTION_CREATE", new InteractionCreateHandler(api));
    private final List<ListenerManager<MessageCreateListener>> idle = new ArrayList<>();
    private final Map<Long, Routed> routed = new HashMap<>();
    private final AtomicLong handled = new AtomicLong();
    private List<Corpus.Frame> guilds = List.of();

    @Override
    public String version() {
        return "Javacord " + Javacord.VERSION;
    }

    @Override
    public void world(List<Corpus.Frame> frames) throws IOException, InterruptedException {
        guilds = frames;
        world(api, frames);
    }

    @SuppressWarnings("NullAway") // Javacord itself passes null for a user without a member.
    private static void world(DiscordApiImpl to, List<Corpus.Frame> frames) throws IOException, InterruptedException {
        to.setYourself(new UserImpl(
                to,
                JSON.readTree("{\"id\":\"" + Ids.BOT
                        + "\",\"username\":\"bot\",\"discriminator\":\"0\",\"avatar\":null,\"bot\":true}"),
                (MemberImpl) null,
                null));
        GuildCreateHandler handler = new GuildCreateHandler(to);
        for (Corpus.Frame frame : frames) {
            handler.handlePacket(JSON.readTree(frame.json()).get("d"));
        }
        if (!within(20_000, () -> to.getServers().size() == frames.size())) {
            throw new IllegalStateException("Javacord knows " + to.getServers().size() + " guilds of " + frames.size());
        }
    }

    /** A made event and where it goes. */
    private record Routed(MessageCreateEvent event, Server server, TextChannel channel) {}

    @Override
    public @Nullable Object prepare(Tier tier, byte[] frame, String type) throws IOException {
        if (tier == Tier.RAW) {
            return frame;
        }
        if (!type.equals("MESSAGE_CREATE")) {
            return null;
        }
        JsonNode data = JSON.readTree(frame).get("d");
        ServerTextChannel channel = channel(data.get("channel_id").asLong());
        // Routing looks at channel and author only; a new message each time would be a search of the cache each time.
        return routed.computeIfAbsent(
                channel.getId(),
                _ -> new Routed(
                        new MessageCreateEventImpl(api.getOrCreateMessage(channel, data)),
                        channel.getServer(),
                        channel));
    }

    private ServerTextChannel channel(long id) {
        return api.getServerTextChannelById(id).orElseThrow();
    }

    @Override
    public void feed(Tier tier, Object event) throws IOException {
        if (event instanceof Routed(MessageCreateEvent made, Server server, TextChannel channel)) {
            api.getEventDispatcher()
                    .dispatchMessageCreateEvent(
                            (DispatchQueueSelector) server,
                            server,
                            channel,
                            made.getMessageAuthor().asUser().orElse(null),
                            null,
                            made);
            return;
        }
        JsonNode frame = JSON.readTree((byte[]) event);
        PacketHandler handler = handlers.get(frame.get("t").asText());
        if (handler != null) {
            handler.handlePacket(frame.get("d"));
        }
    }

    @Override
    public void startIdle(int i) {
        idle.add(start(Ids.quietChannel(i)));
    }

    @Override
    public void startMatching() {
        var _ = start(Ids.focusChannel());
    }

    private ListenerManager<MessageCreateListener> start(long channel) {
        return channel(channel)
                .addMessageCreateListener(event -> {
                    if (event.getMessageAuthor().getId() == Ids.focusUser()) {
                        handled.incrementAndGet();
                    }
                })
                .removeAfter(15, TimeUnit.MINUTES);
    }

    @Override
    public void endIdle(int i) {
        idle.get(i).remove();
    }

    @Override
    public void ended() {
        idle.clear();
    }

    @Override
    public long handled() {
        return handled.get();
    }

    /** Its threads have no counters: a task behind everything that was fed says that it is done. */
    @Override
    public long processed(long fed, int matching) {
        if (matching > 0) {
            return handled.get() / matching;
        }
        try {
            for (String thread : List.of("Handlers Processor", "Event Dispatch Queues Manager")) {
                api.getThreadPool()
                        .getSingleThreadExecutorService(thread)
                        .submit(() -> {})
                        .get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return fed;
    }

    @Override
    public int window(int matching) {
        return matching == 0 ? Integer.MAX_VALUE : 200;
    }

    // The suite.

    private static JsonNode message(long id) throws IOException {
        return JSON.readTree("{\"id\":\"" + Ids.message(id) + "\",\"type\":0,\"channel_id\":\"" + Ids.focusChannel()
                + "\",\"guild_id\":\"" + Ids.guild(0) + "\",\"author\":{\"id\":\"" + Ids.focusUser()
                + "\",\"username\":\"u\",\"discriminator\":\"0\",\"avatar\":null},\"member\":{\"roles\":[],"
                + "\"joined_at\":\"2024-05-01T10:00:00.000000+00:00\",\"mute\":false,\"deaf\":false},"
                + "\"content\":\"hello\",\"mentions\":[],\"timestamp\":\"2026-01-01T00:00:00.000000+00:00\","
                + "\"edited_timestamp\":null,\"tts\":false,\"mention_everyone\":false,\"mention_roles\":[],"
                + "\"attachments\":[],\"embeds\":[],\"pinned\":false,\"flags\":0}");
    }

    private void say(long id) throws IOException {
        messages.handlePacket(message(id));
    }

    @Override
    public Map<String, Suite.Check> suite() {
        Map<String, Suite.Check> checks = new HashMap<>();
        checks.put("burst", none("listeners have no limit"));
        checks.put("maxProcessed", none("listeners have no limit"));
        checks.put("longTime", () -> {
            AtomicInteger removed = new AtomicInteger();
            ListenerManager<MessageCreateListener> listener =
                    channel(Ids.focusChannel()).addMessageCreateListener(_ -> {});
            listener.addRemoveHandler(removed::incrementAndGet);
            listener.removeAfter(1L << 31, TimeUnit.MILLISECONDS);
            boolean over = within(300, () -> removed.get() > 0);
            listener.remove();
            return expect(!over, over ? "removed at once" : "still there");
        });
        checks.put("slowFilter", none("no filters"));
        checks.put("filterThrows", none("no filters"));
        checks.put("handlerThrows", none("listeners have no limit"));
        checks.put("removeAllElsewhere", none("no collectors"));
        checks.put("toggle", none("no collectors"));
        checks.put("resetTimer", none("a listener's time cannot be changed"));
        checks.put("iterator", none("no iterators"));
        checks.put("timersLeft", () -> {
            AtomicInteger got = new AtomicInteger();
            ScheduledThreadPoolExecutor pool =
                    (ScheduledThreadPoolExecutor) api.getThreadPool().getScheduler();
            int before = pool.getQueue().size();
            for (int i = 0; i < 1_000; i++) {
                AtomicInteger once = new AtomicInteger();
                List<ListenerManager<MessageCreateListener>> own = new ArrayList<>();
                own.add(channel(Ids.focusChannel()).addMessageCreateListener(_ -> {
                    if (once.incrementAndGet() == 1) {
                        own.getFirst().remove();
                        got.incrementAndGet();
                    }
                }));
                own.getFirst().removeAfter(1, TimeUnit.HOURS);
            }
            say(40);
            within(3_000, () -> got.get() == 1_000);
            int left = pool.getQueue().size() - before;
            return expect(left < 10 && got.get() == 1_000, left + " timers left after " + got.get() + " waits");
        });
        checks.put("twoThreads", none("listeners are not one-shot"));
        checks.put("blockedConsumer", () -> {
            CountDownLatch release = new CountDownLatch(1);
            AtomicInteger other = new AtomicInteger();
            ListenerManager<MessageCreateListener> first = channel(Ids.focusChannel())
                    .addMessageCreateListener(_ -> {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
            ListenerManager<MessageCreateListener> second =
                    channel(Ids.focusChannel()).addMessageCreateListener(_ -> other.incrementAndGet());
            for (int i = 0; i < 1_000; i++) {
                say(100 + i);
            }
            boolean heard = within(1_000, () -> other.get() == 1_000);
            release.countDown();
            first.remove();
            second.remove();
            return expect(heard, "the other listener heard " + other.get() + " of 1000 messages within 1 s");
        });
        checks.put("otherShard", () -> {
            DiscordApiImpl zero = new DiscordApiImpl("t", null, null, null, null, null, false);
            world(zero, guilds);
            AtomicInteger got = new AtomicInteger();
            api.addMessageCreateListener(_ -> got.incrementAndGet());
            new MessageCreateHandler(zero).handlePacket(message(60_000));
            boolean heard = within(300, () -> got.get() == 1);
            return expect(heard, heard ? "heard" : "a listener of one shard's API heard nothing of another's");
        });
        return checks;
    }
}
