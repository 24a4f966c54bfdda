package dev.weir.system;

import dev.weir.worker.bot.BotShard;
import dev.weir.worker.event.EventType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An {@link EchoBot} with a fault: from the first reaction on it spins for a while on every shard, in handlers, on virtual threads of
 * its own and in the common pool, on more than there are processors. Runs in a worker, from a jar that a test packs.
 */
public class SpinBot extends EchoBot {
    /** Longer than a lease. */
    static final Duration SPINS = Duration.ofSeconds(10);

    static final String BEGINS = "the bot spins from now on";

    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile long until;

    @Override
    public void start(BotShard shard) {
        super.start(shard);
        shard.events().on(EventType.MESSAGE_REACTION_ADD, _ -> spinEverywhere());
    }

    private void spinEverywhere() {
        if (begun.compareAndSet(false, true)) {
            System.out.println(BEGINS);
            until = System.nanoTime() + SPINS.toNanos();
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                Thread.ofVirtual().start(this::spin);
                var _ = CompletableFuture.runAsync(this::spin, ForkJoinPool.commonPool());
            }
        }
        spin();
    }

    private void spin() {
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
    }
}
