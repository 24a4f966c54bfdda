package dev.weir.worker.roster;

import dev.weir.model.ShardId;
import dev.weir.worker.bot.BotShard;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bots of one shard: all begin to start at once, and the shard waits for each until it has returned or is late. {@link #start}
 * and {@link #stop} run once each, in this order; everything else is for any thread.
 */
final class ShardBots {
    private static final Logger log = LoggerFactory.getLogger(ShardBots.class);

    /** Together with the last handlers' time it must stay below what the whole worker has for its end. */
    private static final Duration STOP = Duration.ofSeconds(3);

    private final ShardId shard;
    private final List<BotRunner> bots;
    private final Runnable changed;
    private volatile List<BotStart> starts = List.of();
    private volatile boolean ready;
    private volatile @Nullable Thread watchdog;

    /**
     * Calls nothing yet.
     *
     * @param changed called when the shard has waited long enough; must not block
     */
    ShardBots(ShardId shard, List<BotRunner> bots, Runnable changed) {
        this.shard = shard;
        this.bots = List.copyOf(bots);
        this.changed = changed;
    }

    /** Begins to start them. Does not wait. */
    void start(BotShard view) {
        CountDownLatch ended = new CountDownLatch(bots.size());
        starts = bots.stream().map(bot -> bot.start(view, ended)).toList();
        Thread watching =
                Thread.ofPlatform().daemon().name("bots-of-" + shard.index()).unstarted(() -> watch(ended));
        watchdog = watching;
        watching.start();
    }

    private void watch(CountDownLatch ended) {
        try {
            for (long left = left(); left > 0; left = left()) {
                if (ended.await(left, TimeUnit.NANOSECONDS)) {
                    break;
                }
                sayLate();
            }
            sayLate();
            ready = true;
            changed.run();
        } catch (InterruptedException _) {
            // The shard is gone.
        }
    }

    private void sayLate() {
        starts.stream().filter(start -> start.late(start.bot().now())).forEach(BotStart::sayLate);
    }

    private long left() {
        return starts.stream()
                .mapToLong(start -> start.leftNanos(start.bot().now()))
                .max()
                .orElse(0);
    }

    /** Whether the shard may identify: no bot that is still awaited would miss its first event. */
    boolean ready() {
        return ready;
    }

    /** What a person needs to know of them, or null. */
    @Nullable
    String detail() {
        String all = starts.stream()
                .map(start -> start.detail(start.bot().now()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? null : all;
    }

    /** Tells them that the shard is gone, and waits at most {@link #STOP} for all. One that hangs in its start is interrupted. */
    void stop() {
        Thread watching = watchdog;
        if (watching != null) {
            watching.interrupt();
        }
        List<BotStart> started = starts.stream().filter(BotStart::giveUp).toList();
        CountDownLatch stopped = new CountDownLatch(started.size());
        started.forEach(start -> start.bot()
                .thread("stop", shard, () -> {
                    start.bot().callStop(shard);
                    stopped.countDown();
                })
                .start());
        try {
            if (!stopped.await(STOP.toNanos(), TimeUnit.NANOSECONDS)) {
                log.error(
                        "{} of {} bots have not returned from stop() on shard {} within {} s; the shard is given up without waiting"
                                + " for them",
                        stopped.getCount(),
                        started.size(),
                        shard,
                        STOP.toSeconds());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
