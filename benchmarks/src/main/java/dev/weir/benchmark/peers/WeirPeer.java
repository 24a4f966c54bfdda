package dev.weir.benchmark.peers;

import static dev.weir.peers.Suite.expect;
import static dev.weir.peers.Suite.within;

import dev.weir.model.ShardId;
import dev.weir.peers.Corpus;
import dev.weir.peers.Ids;
import dev.weir.peers.Peer;
import dev.weir.peers.Suite;
import dev.weir.peers.Tier;
import dev.weir.worker.bot.CollectorBuilder;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.CollectorIterator;
import dev.weir.worker.carrier.BotThreads;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Reaction;
import dev.weir.worker.dispatch.Lane;
import dev.weir.worker.dispatch.LaneTimers;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import dev.weir.worker.gateway.RawFrames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Weir: collectors on the lane of one shard, with its defaults. */
final class WeirPeer implements Peer {
    private final Lane lane = Lanes.lane(new ShardId(0, 1));
    private final RawFrames frames = new RawFrames();
    private final List<CollectorHandle<Message>> idle = new ArrayList<>();
    private final List<CompletableFuture<?>> ends = new ArrayList<>();
    /** What each matching collector has handled: it has one handler at a time. */
    private final List<AtomicLong> handled = new ArrayList<>();

    private final AtomicLong never = new AtomicLong();
    private long before;
    private boolean counting;

    @Override
    public String version() {
        String version = Lane.class.getPackage().getImplementationVersion();
        return "Weir " + (version == null ? "0.1.0-SNAPSHOT" : version);
    }

    @Override
    public void world(List<Corpus.Frame> guilds) throws IOException {
        for (Corpus.Frame guild : guilds) {
            lane.offer(frames.read(guild.json().getBytes(StandardCharsets.US_ASCII), System.nanoTime()));
        }
    }

    @Override
    public @Nullable Object prepare(Tier tier, byte[] frame, String type) throws IOException {
        return switch (tier) {
            case RAW -> frame;
            case ROUTING -> type.equals("MESSAGE_CREATE") ? frames.read(frame, System.nanoTime()) : null;
        };
    }

    @Override
    public void feed(Tier tier, Object event) throws IOException {
        if (!counting) {
            counting = true;
            before = lane.stats().events();
        }
        GatewayEvent made =
                tier == Tier.ROUTING ? (GatewayEvent) event : frames.read((byte[]) event, System.nanoTime());
        // As the thread that reads a socket does.
        BotThreads.lend(() -> {
            if (!lane.offer(made)) {
                throw new IllegalStateException("the lane refused an event");
            }
        });
    }

    @Override
    public void startIdle(int i) {
        idle.add(start(Ids.quietChannel(i), never));
    }

    @Override
    public void startMatching() {
        AtomicLong count = new AtomicLong();
        handled.add(count);
        var _ = start(Ids.focusChannel(), count);
    }

    private CollectorHandle<Message> start(long channel, AtomicLong count) {
        return lane.collectors()
                .messages()
                .inChannel(channel)
                .from(Ids.focusUser())
                .time(Duration.ofMinutes(15))
                .onCollect(_ -> count.incrementAndGet())
                .start();
    }

    /** The snapshot is taken on the lane, behind every start. */
    @Override
    public void started(int n) {
        var _ = LaneTimers.count(lane);
    }

    @Override
    public void endIdle(int i) {
        ends.add(idle.get(i).stop());
    }

    @Override
    public void ended() {
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
        ends.clear();
        idle.clear();
    }

    @Override
    public long handled() {
        return handled.stream().mapToLong(AtomicLong::get).sum();
    }

    @Override
    public long processed(long fed, int matching) {
        if (matching == 0) {
            return lane.stats().events() - before;
        }
        // The slowest counts: what one of them is behind must not be made up by the others.
        long least = Long.MAX_VALUE;
        for (AtomicLong each : handled) {
            least = Math.min(least, each.get());
        }
        return least;
    }

    @Override
    public int window(int matching) {
        return matching == 0 ? Integer.MAX_VALUE : 200;
    }

    // The suite.

    private void say(long id) {
        lane.offer(new GatewayEvent(
                EventType.MESSAGE_CREATE,
                "MESSAGE_CREATE",
                1,
                System.nanoTime(),
                Ids.guild(0),
                Ids.focusChannel(),
                0,
                Ids.message(id),
                Ids.focusUser(),
                false,
                false,
                new Payload("{\"op\":0,\"t\":\"MESSAGE_CREATE\",\"s\":1,\"d\":{\"content\":\"hello\"}}")));
    }

    private void react(EventType type, long message, int user) {
        lane.offer(new GatewayEvent(
                type,
                type.name(),
                1,
                System.nanoTime(),
                Ids.guild(0),
                Ids.focusChannel(),
                0,
                Ids.message(message),
                user == 0 ? 0 : Ids.user(user),
                false,
                false,
                new Payload(
                        "{\"op\":0,\"t\":\"" + type + "\",\"s\":1,\"d\":{\"emoji\":{\"id\":null,\"name\":\"x\"}}}")));
    }

    private CollectorBuilder<Message> focus() {
        return lane.collectors().messages().inChannel(Ids.focusChannel());
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public Map<String, Suite.Check> suite() {
        Map<String, Suite.Check> checks = new HashMap<>();
        checks.put("burst", () -> {
            AtomicInteger told = new AtomicInteger();
            var handle = focus().max(1).onCollect(_ -> told.incrementAndGet()).start();
            for (int i = 1; i <= 3; i++) {
                say(i);
            }
            int kept = get(handle.ended()).items().size();
            within(100, () -> told.get() > 1);
            return expect(kept == 1 && told.get() == 1, kept + " collected of 3, asked for 1");
        });
        checks.put("maxProcessed", () -> {
            var handle = focus().maxProcessed(2).start();
            for (int i = 10; i < 13; i++) {
                say(i);
            }
            String reason = get(handle.ended()).reason().code();
            return expect(reason.equals("processedLimit"), "ended: " + reason);
        });
        checks.put("longTime", () -> {
            var handle = focus().time(Duration.ofMillis(1L << 31)).start();
            boolean over = within(200, () -> handle.ended().isDone());
            var _ = handle.stop();
            return expect(!over, over ? "ended at once" : "still waits");
        });
        checks.put("slowFilter", this::slowFilter);
        checks.put("filterThrows", () -> {
            var bad = focus().filter(_ -> {
                        throw new IllegalStateException("filter");
                    })
                    .onError(_ -> {})
                    .start();
            var other = focus().max(1).start();
            say(20);
            int heard = get(other.ended()).items().size();
            var _ = bad.stop();
            return expect(heard == 1, "the other collector heard the message");
        });
        checks.put("handlerThrows", () -> {
            AtomicInteger ran = new AtomicInteger();
            var handle = focus().max(1)
                    .onCollect(_ -> {
                        ran.incrementAndGet();
                        throw new IllegalStateException("handler");
                    })
                    .onError(_ -> {})
                    .start();
            say(30);
            say(31);
            var _ = get(handle.ended());
            return expect(ran.get() == 1, "ran " + ran.get() + " times, ended");
        });
        checks.put("removeAllElsewhere", () -> {
            var handle = reactions(35).dispose().start();
            react(EventType.MESSAGE_REACTION_ADD, 35, 5);
            react(EventType.MESSAGE_REACTION_ADD, 36, 5);
            react(EventType.MESSAGE_REACTION_REMOVE_ALL, 36, 0);
            int kept = get(handle.stop()).items().size();
            return expect(kept == 1, "1 before, " + kept + " after");
        });
        checks.put("toggle", () -> {
            AtomicInteger told = new AtomicInteger();
            var handle =
                    reactions(37).max(2).onCollect(_ -> told.incrementAndGet()).start();
            for (int i = 0; i < 3; i++) {
                react(EventType.MESSAGE_REACTION_ADD, 37, 5);
                react(EventType.MESSAGE_REACTION_REMOVE, 37, 5);
            }
            boolean over = within(200, () -> handle.ended().isDone());
            var _ = get(handle.stop());
            return expect(
                    !over && told.get() == 1,
                    "one pair three times: told " + told + " times, " + (over ? "ended" : "goes on"));
        });
        checks.put("resetTimer", () -> {
            var handle = focus().idle(Duration.ofMinutes(1)).start();
            handle.resetTimer(Duration.ofHours(1), Duration.ofMillis(100));
            say(40);
            boolean over = within(1_000, () -> handle.ended().isDone());
            return expect(over, over ? "the new idle time held" : "the new idle time was lost with the next item");
        });
        checks.put("iterator", () -> {
            int active = lane.stats().active();
            try (CollectorIterator<Message> iterator = focus().iterator()) {
                say(50);
                iterator.next();
            }
            within(1_000, () -> lane.stats().active() == active);
            int left = lane.stats().active() - active;
            return expect(left == 0, left + " collectors left");
        });
        checks.put("timersLeft", () -> {
            List<CompletableFuture<Message>> waits = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                waits.add(focus().time(Duration.ofHours(1)).awaitOne());
            }
            say(60);
            waits.forEach(WeirPeer::get);
            // The lane keeps one timer of its own for what it reports.
            int left = Math.max(0, LaneTimers.count(lane) - 1);
            return expect(left == 0, left + " timers left after " + waits.size() + " waits");
        });
        checks.put("twoThreads", this::twoThreads);
        checks.put("blockedConsumer", () -> {
            CountDownLatch release = new CountDownLatch(1);
            var slow = focus().buffer(1_024, Options.Overflow.DROP_OLDEST)
                    .onCollect(_ -> release.await())
                    .start();
            AtomicInteger heard = new AtomicInteger();
            var other = focus().buffer(1_024, Options.Overflow.DROP_OLDEST)
                    .onCollect(_ -> heard.incrementAndGet())
                    .start();
            for (int i = 0; i < 1_000; i++) {
                say(1_000L + i);
            }
            within(2_000, () -> heard.get() == 1_000);
            release.countDown();
            var _ = slow.stop();
            var _ = other.stop();
            return expect(
                    heard.get() == 1_000,
                    "the other collector heard " + heard + " of 1000 messages (buffer set to 1024)");
        });
        checks.put("otherShard", () -> {
            try (Lane second = Lanes.lane(new ShardId(1, 2))) {
                long guild = 2L << 22;
                var handle = second.collectors().messages().inGuild(guild).start();
                return expect(false, "a wait for a guild of shard 0 was taken by shard 1: " + handle);
            } catch (IllegalArgumentException e) {
                return expect(true, "refused at once, where the scope names the guild: " + e.getMessage());
            }
        });
        return checks;
    }

    private CollectorBuilder<Reaction> reactions(long message) {
        return lane.collectors().reactions().onMessage(Ids.message(message));
    }

    private Suite.Answer slowFilter() throws InterruptedException {
        CompletableFuture<Boolean> slow = new CompletableFuture<>();
        ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
        var handle = focus().time(Duration.ofMillis(100))
                .asyncFilter(_ -> slow)
                .onCollect(_ -> order.add("collect"))
                .onEnd(_ -> order.add("end"))
                .start();
        say(15);
        TimeUnit.MILLISECONDS.sleep(300);
        slow.complete(true);
        var _ = get(handle.ended());
        within(500, () -> order.size() == 2);
        List<String> seen = List.copyOf(order);
        return expect(
                seen.equals(List.of("collect", "end")),
                seen.indexOf("end") == seen.size() - 1 ? "0 collected after the end" : "collected after the end");
    }

    private Suite.Answer twoThreads() throws InterruptedException {
        int most = 0;
        for (int round = 0; round < 200; round++) {
            AtomicInteger ran = new AtomicInteger();
            var handle = focus().max(1).onCollect(_ -> ran.incrementAndGet()).start();
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                long id = 10_000L + round * 2L + i;
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    say(id);
                }));
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            var _ = get(handle.ended());
            most = Math.max(most, ran.get());
        }
        return expect(most == 1, "ran " + most + " times at most in 200 rounds");
    }
}
