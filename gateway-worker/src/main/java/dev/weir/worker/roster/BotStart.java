package dev.weir.worker.roster;

import dev.weir.model.ShardId;
import dev.weir.worker.bot.BotShard;
import dev.weir.worker.botjar.Standing;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a bot's {@code start()}, on a platform thread of its own: it may block or compute for ever, and nothing else waits
 * for it longer than the deadline. Thread-safe.
 */
final class BotStart {
    private static final Logger log = LoggerFactory.getLogger(BotStart.class);

    /** How far it has come. */
    sealed interface Stage {

        /** Earlier calls of this bot have not returned. */
        record Waiting(long sinceNanos) implements Stage {}

        record Running(long sinceNanos) implements Stage {}

        record Returned() implements Stage {}

        record Threw(String what) implements Stage {}
    }

    private final BotRunner bot;
    private final ShardId shard;
    private final BotShard view;
    private final CountDownLatch allEnded;
    private final Thread thread;
    /** Guarded by this. */
    private Stage stage;
    /** The shard left before the call had ended; guarded by this. */
    private boolean givenUp;
    /** It was said that the shard runs on without this bot; guarded by this. */
    private boolean said;

    /**
     * Prepares the call.
     *
     * @param allEnded counted down when it has ended
     */
    BotStart(BotRunner bot, BotShard view, CountDownLatch allEnded, long nowNanos) {
        this.bot = bot;
        this.shard = view.id();
        this.view = view;
        this.allEnded = allEnded;
        this.stage = new Stage.Waiting(nowNanos);
        this.thread = bot.thread("start", shard, this::run);
    }

    void begin() {
        thread.start();
    }

    ShardId shard() {
        return shard;
    }

    BotRunner bot() {
        return bot;
    }

    private void run() {
        if (!bot.enter(this)) {
            ended(new Stage.Threw(InterruptedException.class.getName()));
            allEnded.countDown();
            return;
        }
        try {
            boolean gone = ended(call());
            allEnded.countDown();
            if (gone) {
                // The interrupt was meant for start.
                Thread.interrupted();
                bot.callStop(shard);
            }
        } finally {
            bot.leave(this);
        }
    }

    private Stage call() {
        long since = bot.now();
        move(new Stage.Running(since));
        try {
            bot.bot().start(view);
            return new Stage.Returned();
        } catch (Throwable thrown) { // The bot's code may throw anything, errors of loading its classes above all.
            sayThrown(thrown);
            return new Stage.Threw(thrown.getClass().getName());
        }
    }

    private synchronized void sayThrown(Throwable thrown) {
        if (givenUp) {
            log.info("bot {} had not started on shard {} when that left: {}", bot.name(), shard, thrown.toString());
        } else {
            log.error("bot {} did not start on shard {}; the shard runs on without it", bot.name(), shard, thrown);
        }
    }

    private synchronized void move(Stage next) {
        stage = next;
    }

    /** Whether the shard is gone already. */
    private synchronized boolean ended(Stage end) {
        stage = end;
        if (said && !givenUp && end instanceof Stage.Returned) {
            log.warn("bot {} has started on shard {} at last; it missed what came before", bot.name(), shard);
        }
        return givenUp;
    }

    /** The shard leaves. Whether the call has ended; else its thread is interrupted, and calls {@code stop} if it ever returns. */
    synchronized boolean giveUp() {
        if (stage instanceof Stage.Returned || stage instanceof Stage.Threw) {
            return true;
        }
        givenUp = true;
        thread.interrupt();
        return false;
    }

    /** How long the shard still waits for it: 0 when it has ended, or is late. */
    synchronized long leftNanos(long nowNanos) {
        return switch (stage) {
            case Stage.Waiting(long since) -> Math.max(0, bot.lastReturn(since) + bot.startNanos() - nowNanos);
            case Stage.Running(long since) -> Math.max(0, since + bot.startNanos() - nowNanos);
            case Stage.Returned _, Stage.Threw _ -> 0;
        };
    }

    /** Whether it has passed the deadline and not ended. */
    synchronized boolean late(long nowNanos) {
        return (stage instanceof Stage.Waiting || stage instanceof Stage.Running) && leftNanos(nowNanos) == 0;
    }

    /** Says in the log, once, that the shard goes on without this bot. */
    synchronized void sayLate() {
        if (said || givenUp) {
            return;
        }
        said = true;
        if (stage instanceof Stage.Running) {
            log.error(
                    "bot {} has not returned from start() on shard {} within {} s{}; the shard runs on without it until it does",
                    bot.name(),
                    shard,
                    seconds(),
                    Standing.of(thread, bot.bot().getClass().getClassLoader()));
        } else {
            log.error(
                    "bot {} was not started on shard {}: {} earlier calls of its start() have not returned within {} s; the shard"
                            + " runs on without it until one does",
                    bot.name(),
                    shard,
                    BotRunner.MOST_AT_ONCE,
                    seconds());
        }
    }

    /** What a person needs to know of it, or null. */
    synchronized @Nullable String detail(long nowNanos) {
        return switch (stage) {
            case Stage.Waiting _
            when late(nowNanos) -> "runs without bot " + bot.name() + ": its start() hangs on other shards";
            case Stage.Running _
            when late(nowNanos) ->
                "runs without bot " + bot.name() + ": start() has not returned within " + seconds() + " s";
            case Stage.Waiting _, Stage.Running _ -> "waits for start() of bot " + bot.name();
            case Stage.Returned _ -> null;
            case Stage.Threw(String what) ->
                "runs without bot " + bot.name() + ": start() threw " + what + ", the worker's log has it";
        };
    }

    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(bot.startNanos());
    }
}
