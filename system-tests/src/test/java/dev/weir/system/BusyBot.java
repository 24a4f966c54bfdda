package dev.weir.system;

import dev.weir.worker.admission.AdmissionRefused;
import dev.weir.worker.bot.BotShard;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A {@link SpinBot} with 625 collectors on each shard, which run for ten seconds and begin anew: on 16 shards ten thousand, of
 * which a thousand end each second. Runs in a worker, from a jar that a test packs.
 */
public final class BusyBot extends SpinBot {
    static final int COLLECTORS = 625;
    private static final Duration LATER = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @Override
    public void start(BotShard shard) {
        super.start(shard);
        for (int i = 1; i <= COLLECTORS; i++) {
            // The first of each is shorter, so that they do not end in step.
            collect(shard, i, LONGEST.multipliedBy(i).dividedBy(COLLECTORS));
        }
    }

    private static void collect(BotShard shard, long channel, Duration time) {
        try {
            shard.collectors()
                    .messages()
                    .inChannel(channel)
                    .time(time)
                    .onEnd(_ -> collectAgain(shard, channel))
                    .label("busy")
                    .start();
        } catch (AdmissionRefused notActing) {
            collectLater(shard, channel);
        }
    }

    /** The gate closed before there was a permit. */
    private static void collectLater(BotShard shard, long channel) {
        CompletableFuture.delayedExecutor(LATER.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                .execute(() -> collectAgain(shard, channel));
    }

    private static void collectAgain(BotShard shard, long channel) {
        try {
            collect(shard, channel, LONGEST);
        } catch (IllegalStateException gone) {
            // The shard has left this worker.
        }
    }
}
