package dev.weir.worker.roster;

import dev.weir.model.ShardId;
import dev.weir.worker.bot.Bot;
import dev.weir.worker.bot.BotShard;
import dev.weir.worker.botjar.LoadedBot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one bot's {@code start} and {@code stop}, each call on a platform thread of its own: virtual threads share their carriers
 * with the rest of the worker, and a call that computes for ever would keep one. Thread-safe.
 *
 * <p>At most {@link #MOST_AT_ONCE} calls of start run at once, and one a shard: however often a hanging bot is given shards, it
 * takes no more threads.
 */
public final class BotRunner {
    private static final Logger log = LoggerFactory.getLogger(BotRunner.class);

    static final int MOST_AT_ONCE = 8;

    private final LoadedBot loaded;
    private final long startNanos;
    private final LongSupplier nanoTime;
    /** Calls that are asked for and have not ended. */
    private final Set<BotStart> open = ConcurrentHashMap.newKeySet();
    /** Those that run, by the shard's index; guarded by this. */
    private final Map<Integer, BotStart> running = new HashMap<>();
    /** When a call returned last; guarded by this. */
    private long lastReturn;

    private boolean returned;

    /**
     * Calls nothing yet.
     *
     * @param within how long start may take before its shard runs on without the bot
     */
    public BotRunner(LoadedBot loaded, Duration within, LongSupplier nanoTime) {
        this.loaded = loaded;
        this.startNanos = within.toNanos();
        this.nanoTime = nanoTime;
    }

    String name() {
        return loaded.name();
    }

    Bot bot() {
        return loaded.bot();
    }

    LoadedBot loaded() {
        return loaded;
    }

    long startNanos() {
        return startNanos;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Begins a call of start. */
    BotStart start(BotShard view, CountDownLatch allEnded) {
        BotStart start = new BotStart(this, view, allEnded, now());
        open.add(start);
        start.begin();
        return start;
    }

    /** Waits until a call may run; false when its thread was interrupted, as the shard is gone. */
    synchronized boolean enter(BotStart start) {
        try {
            while (running.size() >= MOST_AT_ONCE
                    || running.containsKey(start.shard().index())) {
                wait();
            }
            running.put(start.shard().index(), start);
            return true;
        } catch (InterruptedException _) {
            open.remove(start);
            return false;
        }
    }

    synchronized void leave(BotStart start) {
        running.remove(start.shard().index());
        open.remove(start);
        lastReturn = now();
        returned = true;
        notifyAll();
    }

    /** When the bot last came back from a call, if that is later: as long as it does, those who wait have reason to. */
    synchronized long lastReturn(long orSince) {
        return returned && lastReturn - orSince > 0 ? lastReturn : orSince;
    }

    /** Indexes of the shards on which start has passed its deadline and not returned, or was not called because of that. */
    List<Integer> hangsOn(long nowNanos) {
        List<Integer> shards = new ArrayList<>();
        open.forEach(start -> {
            if (start.late(nowNanos)) {
                shards.add(start.shard().index());
            }
        });
        shards.sort(Comparator.naturalOrder());
        return List.copyOf(shards);
    }

    /** Tells the bot that a shard is gone. Takes as long as the bot takes. */
    void callStop(ShardId shard) {
        try {
            bot().stop(shard);
        } catch (Throwable thrown) { // As in start.
            log.error("bot {} failed to stop on shard {}", name(), shard, thrown);
        }
    }

    Thread thread(String what, ShardId shard, Runnable work) {
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name(what + "-" + name() + "-" + shard.index())
                .unstarted(work);
        // Libraries that look for services find those that the bot brought.
        thread.setContextClassLoader(bot().getClass().getClassLoader());
        return thread;
    }
}
