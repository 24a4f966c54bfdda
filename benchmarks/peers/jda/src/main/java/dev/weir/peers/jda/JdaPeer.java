package dev.weir.peers.jda;

import static dev.weir.peers.Suite.expect;
import static dev.weir.peers.Suite.none;
import static dev.weir.peers.Suite.within;

import dev.weir.peers.Corpus;
import dev.weir.peers.Ids;
import dev.weir.peers.Peer;
import dev.weir.peers.Suite;
import dev.weir.peers.Tier;
import gnu.trove.map.hash.TLongObjectHashMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import net.dv8tion.jda.api.JDAInfo;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.utils.concurrent.Task;
import net.dv8tion.jda.api.utils.data.DataObject;
import net.dv8tion.jda.api.utils.data.DataType;
import net.dv8tion.jda.internal.JDAImpl;
import net.dv8tion.jda.internal.handle.InteractionCreateHandler;
import net.dv8tion.jda.internal.handle.MessageCreateHandler;
import net.dv8tion.jda.internal.handle.MessageReactionHandler;
import net.dv8tion.jda.internal.handle.SocketHandler;
import net.dv8tion.jda.internal.utils.config.AuthorizationConfig;
import net.dv8tion.jda.internal.utils.config.ThreadingConfig;
import org.jspecify.annotations.Nullable;

/** JDA: {@code listenOnce} for the idle ones, plain listeners for those that get more than one message. */
final class JdaPeer implements Peer {
    private final JDAImpl jda = api();
    private final Map<String, SocketHandler> handlers = Map.of(
            "MESSAGE_CREATE", new MessageCreateHandler(jda),
            "MESSAGE_REACTION_ADD", new MessageReactionHandler(jda, true),
            "INTERACTION_CREATE", new InteractionCreateHandler(jda));
    private final List<Task<MessageReceivedEvent>> idle = new ArrayList<>();
    private List<Corpus.Frame> guilds = List.of();
    private long handled;
    private long number;

    private static JDAImpl api() {
        ThreadingConfig threads = ThreadingConfig.getDefault();
        threads.init(() -> "bench");
        // Without a connection it does not know its intents: here it has all.
        JDAImpl api = new JDAImpl(new AuthorizationConfig("t"), null, threads, null, null, null) {
            @Override
            public boolean isIntent(GatewayIntent intent) {
                return true;
            }
        };
        api.getEntityBuilder()
                .createSelfUser(DataObject.empty()
                        .put("id", Ids.BOT)
                        .put("username", "bot")
                        .put("discriminator", "0")
                        .put("verified", true)
                        .put("mfa_enabled", false)
                        .put("bot", true));
        return api;
    }

    @Override
    public String version() {
        return "JDA " + JDAInfo.VERSION;
    }

    @Override
    public void world(List<Corpus.Frame> guilds) {
        this.guilds = guilds;
        world(jda, guilds);
    }

    private static void world(JDAImpl api, List<Corpus.Frame> guilds) {
        for (Corpus.Frame frame : guilds) {
            DataObject guild = DataObject.fromJson(frame.json()).getObject("d");
            TLongObjectHashMap<DataObject> members = new TLongObjectHashMap<>();
            guild.getArray("members").stream(net.dv8tion.jda.api.utils.data.DataArray::getObject)
                    .forEach(m -> members.put(m.getObject("user").getLong("id"), m));
            api.getEntityBuilder().createGuild(guild.getLong("id"), guild, members, guild.getInt("member_count"));
        }
    }

    @Override
    public @Nullable Object prepare(Tier tier, byte[] frame, String type) {
        return switch (tier) {
            case RAW -> frame;
            case ROUTING -> type.equals("MESSAGE_CREATE") ? event(frame) : null;
        };
    }

    private MessageReceivedEvent event(byte[] frame) {
        DataObject data = DataObject.fromJson(frame).getObject("d");
        var guild = jda.getGuildById(data.getLong("guild_id"));
        return new MessageReceivedEvent(
                jda, ++number, jda.getEntityBuilder().createMessageWithLookup(data, guild, true));
    }

    @Override
    public void feed(Tier tier, Object event) {
        if (tier == Tier.ROUTING) {
            jda.handleEvent((MessageReceivedEvent) event);
            return;
        }
        DataObject frame = DataObject.fromJson((byte[]) event);
        if (frame.isType("t", DataType.STRING)) {
            SocketHandler handler = handlers.get(frame.getString("t"));
            if (handler != null) {
                handler.handle(++number, frame);
            }
        }
    }

    @Override
    public void startIdle(int i) {
        idle.add(wait(jda, Ids.quietChannel(i), Duration.ofMinutes(15), () -> handled++));
    }

    private static Task<MessageReceivedEvent> wait(JDAImpl api, long channel, Duration time, Runnable then) {
        return api.listenOnce(MessageReceivedEvent.class)
                .filter(event -> event.getChannel().getIdLong() == channel
                        && event.getAuthor().getIdLong() == Ids.focusUser())
                .timeout(time)
                .subscribe(_ -> then.run());
    }

    @Override
    public void startMatching() {
        long channel = Ids.focusChannel();
        jda.addEventListener(new ListenerAdapter() {
            @Override
            public void onMessageReceived(MessageReceivedEvent event) {
                if (event.getChannel().getIdLong() == channel
                        && event.getAuthor().getIdLong() == Ids.focusUser()) {
                    handled++;
                }
            }
        });
    }

    @Override
    public void endIdle(int i) {
        idle.get(i).cancel();
    }

    @Override
    public void ended() {
        idle.clear();
    }

    @Override
    public long handled() {
        return handled;
    }

    // The suite.

    private void say(JDAImpl to, long id) {
        byte[] frame = new String(FOCUSED, StandardCharsets.US_ASCII)
                .replace("@ID", Long.toString(Ids.message(id)))
                .getBytes(StandardCharsets.US_ASCII);
        new MessageCreateHandler(to).handle(++number, DataObject.fromJson(frame));
    }

    private static final byte[] FOCUSED =
            ("{\"t\":\"MESSAGE_CREATE\",\"s\":9,\"op\":0,\"d\":{\"id\":\"@ID\",\"type\":0,"
                            + "\"channel_id\":\"" + Ids.focusChannel() + "\",\"guild_id\":\"" + Ids.guild(0)
                            + "\",\"author\":{\"id\":\"" + Ids.focusUser()
                            + "\",\"username\":\"u\",\"discriminator\":\"0\",\"avatar\":null},\"member\":{\"roles\":[],"
                            + "\"joined_at\":\"2024-05-01T10:00:00.000000+00:00\"},\"content\":\"hello\",\"mentions\":[],"
                            + "\"timestamp\":\"2026-01-01T00:00:00.000000+00:00\",\"edited_timestamp\":null,\"tts\":false,"
                            + "\"mention_everyone\":false,\"mention_roles\":[],\"attachments\":[],\"embeds\":[],"
                            + "\"pinned\":false,\"flags\":0}}")
                    .getBytes(StandardCharsets.US_ASCII);

    private void say(long id) {
        say(jda, id);
    }

    private Task<MessageReceivedEvent> once(Runnable then) {
        return wait(jda, Ids.focusChannel(), Duration.ofHours(1), then);
    }

    @Override
    public Map<String, Suite.Check> suite() {
        Map<String, Suite.Check> checks = new HashMap<>();
        checks.put("burst", () -> {
            AtomicInteger got = new AtomicInteger();
            once(got::incrementAndGet);
            for (int i = 1; i <= 3; i++) {
                say(i);
            }
            within(300, () -> got.get() > 1);
            return expect(got.get() == 1, got.get() + " collected of 3, asked for 1");
        });
        checks.put("maxProcessed", none("listenOnce has no such limit"));
        checks.put("longTime", () -> {
            Task<MessageReceivedEvent> task =
                    wait(jda, Ids.focusChannel(), Duration.ofMillis(1L << 31), () -> handled++);
            AtomicInteger ended = new AtomicInteger();
            task.onError(_ -> ended.incrementAndGet());
            boolean over = within(300, () -> ended.get() > 0);
            task.cancel();
            return expect(!over, over ? "ended at once" : "still waits");
        });
        checks.put("slowFilter", none("no asynchronous filters"));
        checks.put("filterThrows", () -> {
            AtomicInteger other = new AtomicInteger();
            jda.listenOnce(MessageReceivedEvent.class)
                    .filter(_ -> {
                        throw new IllegalStateException("filter");
                    })
                    .subscribe(_ -> {});
            once(other::incrementAndGet);
            say(20);
            boolean heard = within(500, () -> other.get() == 1);
            return expect(heard, heard ? "the other wait heard the message" : "the other wait heard nothing");
        });
        checks.put("handlerThrows", () -> {
            AtomicInteger ran = new AtomicInteger();
            once(() -> {
                ran.incrementAndGet();
                throw new IllegalStateException("handler");
            });
            say(30);
            say(31);
            within(200, () -> ran.get() > 1);
            return expect(ran.get() == 1, "ran " + ran.get() + " times");
        });
        checks.put("removeAllElsewhere", none("no reaction collectors"));
        checks.put("toggle", none("no reaction collectors"));
        checks.put("resetTimer", none("a wait's time cannot be changed"));
        checks.put("iterator", none("no iterators"));
        checks.put("timersLeft", () -> {
            AtomicInteger got = new AtomicInteger();
            ScheduledThreadPoolExecutor pool = (ScheduledThreadPoolExecutor) jda.getGatewayPool();
            int before = pool.getQueue().size();
            for (int i = 0; i < 1_000; i++) {
                once(got::incrementAndGet);
            }
            say(40);
            within(2_000, () -> got.get() == 1_000);
            int left = pool.getQueue().size() - before;
            return expect(left == 0 && got.get() == 1_000, left + " timers left after " + got.get() + " waits");
        });
        checks.put("twoThreads", this::twoThreads);
        checks.put("blockedConsumer", () -> {
            CountDownLatch release = new CountDownLatch(1);
            AtomicInteger other = new AtomicInteger();
            jda.listenOnce(MessageReceivedEvent.class).subscribe(_ -> await(release));
            once(other::incrementAndGet);
            Thread reader = Thread.ofPlatform().daemon().start(() -> {
                for (int i = 0; i < 1_000; i++) {
                    say(100 + i);
                }
            });
            boolean heard = within(1_000, () -> other.get() == 1);
            release.countDown();
            reader.join(2_000);
            return expect(heard, heard ? "the other wait heard its message" : "the other wait heard nothing for 1 s");
        });
        checks.put("otherShard", () -> {
            JDAImpl zero = api();
            world(zero, guilds);
            AtomicInteger got = new AtomicInteger();
            once(got::incrementAndGet);
            say(zero, 60);
            boolean heard = within(300, () -> got.get() == 1);
            return expect(heard, heard ? "heard" : "a wait on one shard's JDA heard nothing of another's");
        });
        return checks;
    }

    private Suite.Answer twoThreads() throws InterruptedException {
        int most = 0;
        for (int round = 0; round < 200; round++) {
            AtomicInteger ran = new AtomicInteger();
            once(ran::incrementAndGet);
            MessageReceivedEvent event = event(new String(FOCUSED, StandardCharsets.US_ASCII)
                    .replace("@ID", Long.toString(Ids.message(5_000 + round)))
                    .getBytes(StandardCharsets.US_ASCII));
            CountDownLatch go = new CountDownLatch(1);
            Thread[] threads = new Thread[2];
            for (int i = 0; i < 2; i++) {
                threads[i] = Thread.ofPlatform().start(() -> {
                    await(go);
                    jda.handleEvent(event);
                });
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            most = Math.max(most, ran.get());
        }
        return expect(most == 1, "ran " + most + " times at most in 200 rounds");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
