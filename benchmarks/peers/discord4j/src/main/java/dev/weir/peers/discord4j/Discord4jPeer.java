package dev.weir.peers.discord4j;

import static dev.weir.peers.Suite.expect;
import static dev.weir.peers.Suite.none;
import static dev.weir.peers.Suite.within;

import dev.weir.peers.Corpus;
import dev.weir.peers.Ids;
import dev.weir.peers.Peer;
import dev.weir.peers.Suite;
import dev.weir.peers.Tier;
import discord4j.core.GatewayDiscordClient;
import discord4j.core.event.EventDispatcher;
import discord4j.core.event.domain.message.ReactionAddEvent;
import discord4j.core.object.emoji.Emoji;
import discord4j.gateway.ShardInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Discord4J's event dispatcher, with reactions in the place of messages: of a message only the gateway's own client can make
 * an event.
 */
final class Discord4jPeer implements Peer {
    private static final ShardInfo SHARD = ShardInfo.create(0, 1);

    private final EventDispatcher dispatcher = EventDispatcher.buffering();
    private final List<Disposable> idle = new ArrayList<>();
    private final LongAdder looked = new LongAdder();
    private final AtomicLong handled = new AtomicLong();
    private long published;
    private long publishedBefore;
    private long lookedBefore;
    private long lookers = 1;
    private final ConcurrentLinkedQueue<ScheduledExecutorService> pools = new ConcurrentLinkedQueue<>();

    Discord4jPeer() {
        Schedulers.addExecutorServiceDecorator("peers", (_, pool) -> {
            pools.add(pool);
            return pool;
        });
        // Some subscriber is always there, as in every bot: without one the dispatcher only buffers.
        var _ = dispatcher.on(ReactionAddEvent.class).subscribe(_ -> looked.increment());
    }

    @Override
    public String version() {
        return "Discord4J 3.3.2";
    }

    @Override
    public @Nullable String cannot(String task) {
        return task.equals("raw") ? "events are only made by a connected client" : null;
    }

    @Override
    public void world(List<Corpus.Frame> guilds) {}

    @Override
    public @Nullable Object prepare(Tier tier, byte[] frame, String type) {
        if (!type.equals("MESSAGE_CREATE")) {
            return null;
        }
        String text = new String(frame, StandardCharsets.US_ASCII);
        return event(id(text, "author\":{\"id\":\""), id(text, "channel_id\":\""), id(text, "d\":{\"id\":\""));
    }

    private static long id(String text, String after) {
        int at = text.indexOf(after) + after.length();
        return Long.parseLong(text, at, text.indexOf('"', at), 10);
    }

    @SuppressWarnings("NullAway") // Routing does not need the client.
    private static ReactionAddEvent event(long user, long channel, long message) {
        GatewayDiscordClient none = null;
        return new ReactionAddEvent(
                none, SHARD, user, channel, message, Ids.guild(0), Emoji.unicode("x"), null, 0, false, List.of(), 0);
    }

    @Override
    public void feed(Tier tier, Object event) {
        published++;
        dispatcher.publish((ReactionAddEvent) event);
    }

    @Override
    public void startIdle(int i) {
        idle.add(start(Ids.quietChannel(i)));
    }

    @Override
    public void startMatching() {
        var _ = start(Ids.focusChannel());
    }

    private Disposable start(long channel) {
        return dispatcher
                .on(ReactionAddEvent.class)
                .filter(event -> {
                    looked.increment();
                    return event.getChannelId().asLong() == channel
                            && event.getUserId().asLong() == Ids.focusUser();
                })
                .take(Duration.ofMinutes(15))
                .subscribe(_ -> handled.incrementAndGet());
    }

    /** From here on each event is looked at so often. */
    @Override
    public void started(int n) {
        publishedBefore = published;
        lookedBefore = looked.sum();
        lookers = n + 1L;
    }

    @Override
    public void endIdle(int i) {
        idle.get(i).dispose();
    }

    @Override
    public void ended() {
        idle.clear();
    }

    @Override
    public long handled() {
        return handled.get();
    }

    @Override
    public long processed(long fed, int matching) {
        long all = publishedBefore + (looked.sum() - lookedBefore) / lookers;
        return matching == 0 ? all : Math.min(all, handled.get() / matching);
    }

    @Override
    public int window(int matching) {
        return 200;
    }

    // The suite.

    private Flux<ReactionAddEvent> focus() {
        return dispatcher
                .on(ReactionAddEvent.class)
                .filter(event -> event.getChannelId().asLong() == Ids.focusChannel());
    }

    private void say(long id) {
        dispatcher.publish(event(Ids.focusUser(), Ids.focusChannel(), Ids.message(id)));
    }

    @Override
    public Map<String, Suite.Check> suite() {
        Map<String, Suite.Check> checks = new HashMap<>();
        checks.put("burst", () -> {
            AtomicInteger got = new AtomicInteger();
            var _ = focus().take(1).subscribe(_ -> got.incrementAndGet());
            say(1);
            say(2);
            say(3);
            within(300, () -> got.get() > 1);
            return expect(got.get() == 1, got.get() + " collected of 3, asked for 1");
        });
        checks.put("maxProcessed", none("no such limit"));
        checks.put("longTime", () -> {
            AtomicInteger over = new AtomicInteger();
            Disposable wait = focus().take(Duration.ofMillis(1L << 31))
                    .doOnComplete(over::incrementAndGet)
                    .subscribe();
            boolean ended = within(300, () -> over.get() > 0);
            wait.dispose();
            return expect(!ended, ended ? "ended at once" : "still waits");
        });
        checks.put("slowFilter", () -> {
            AtomicInteger over = new AtomicInteger();
            AtomicInteger late = new AtomicInteger();
            var _ = focus().filterWhen(_ -> Mono.just(true).delayElement(Duration.ofMillis(300)))
                    .take(Duration.ofMillis(100))
                    .doOnComplete(over::incrementAndGet)
                    .subscribe(_ -> late.addAndGet(over.get()));
            say(10);
            within(600, () -> late.get() > 0);
            return expect(late.get() == 0 && over.get() == 1, late.get() + " collected after the end");
        });
        checks.put("filterThrows", () -> {
            AtomicInteger other = new AtomicInteger();
            var _ = focus().filter(_ -> {
                        throw new IllegalStateException("filter");
                    })
                    .subscribe(_ -> {}, _ -> {});
            var _ = focus().take(1).subscribe(_ -> other.incrementAndGet());
            say(20);
            boolean heard = within(500, () -> other.get() == 1);
            return expect(heard, heard ? "the other wait heard the event" : "the other wait heard nothing");
        });
        checks.put("handlerThrows", () -> {
            AtomicInteger ran = new AtomicInteger();
            var _ = focus().take(1)
                    .subscribe(
                            _ -> {
                                ran.incrementAndGet();
                                throw new IllegalStateException("handler");
                            },
                            _ -> {});
            say(30);
            say(31);
            within(200, () -> ran.get() > 1);
            return expect(ran.get() == 1, "ran " + ran.get() + " times");
        });
        checks.put("removeAllElsewhere", none("no reaction collectors"));
        checks.put("toggle", none("no reaction collectors"));
        checks.put("resetTimer", none("a subscription's time cannot be changed"));
        checks.put("iterator", none("no iterators of its own"));
        checks.put("timersLeft", () -> {
            AtomicInteger got = new AtomicInteger();
            int before = timers();
            for (int i = 0; i < 1_000; i++) {
                var _ = focus().take(1).take(Duration.ofHours(1)).subscribe(_ -> got.incrementAndGet());
            }
            say(40);
            within(3_000, () -> got.get() == 1_000);
            within(500, () -> timers() - before <= 0);
            int left = timers() - before;
            return expect(left <= 0 && got.get() == 1_000, left + " timers left after " + got.get() + " waits");
        });
        checks.put("twoThreads", this::twoThreads);
        checks.put("blockedConsumer", () -> {
            CountDownLatch release = new CountDownLatch(1);
            AtomicInteger other = new AtomicInteger();
            Disposable first = focus().subscribe(_ -> await(release));
            Disposable second = focus().subscribe(_ -> other.incrementAndGet());
            Thread publisher = Thread.ofPlatform().daemon().start(() -> {
                for (int i = 0; i < 1_000; i++) {
                    say(100 + i);
                }
            });
            boolean heard = within(1_000, () -> other.get() == 1_000);
            int got = other.get();
            release.countDown();
            publisher.join(2_000);
            first.dispose();
            second.dispose();
            return expect(heard, "the other subscriber heard " + got + " of 1000 events within 1 s");
        });
        checks.put("otherShard", () -> {
            AtomicInteger got = new AtomicInteger();
            var _ = focus().take(1).subscribe(_ -> got.incrementAndGet());
            say(60);
            boolean heard = within(500, () -> got.get() == 1);
            return expect(heard, "the shards of a process share one dispatcher; those of others are not heard");
        });
        return checks;
    }

    private Suite.Answer twoThreads() throws InterruptedException {
        int most = 0;
        for (int round = 0; round < 200; round++) {
            AtomicInteger ran = new AtomicInteger();
            var _ = focus().take(1).subscribe(_ -> ran.incrementAndGet());
            CountDownLatch go = new CountDownLatch(1);
            Thread[] threads = new Thread[2];
            for (int i = 0; i < 2; i++) {
                long id = 10_000L + round * 2L + i;
                threads[i] = Thread.ofPlatform().start(() -> {
                    await(go);
                    say(id);
                });
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            within(100, () -> ran.get() >= 1);
            most = Math.max(most, ran.get());
        }
        return expect(most == 1, "ran " + most + " times at most in 200 rounds");
    }

    private int timers() {
        int timers = 0;
        for (ScheduledExecutorService pool : pools) {
            if (pool instanceof ScheduledThreadPoolExecutor scheduled) {
                timers += scheduled.getQueue().size();
            }
        }
        return timers;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
