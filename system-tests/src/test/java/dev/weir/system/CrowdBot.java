package dev.weir.system;

import dev.weir.worker.bot.Bot;
import dev.weir.worker.bot.BotShard;
import java.time.Duration;

/** Starts ten thousand collectors on shard 0 that nobody ever satisfies. Runs in a worker, from a jar that a test packs. */
public final class CrowdBot implements Bot {
    static final int COLLECTORS = 10_000;

    @Override
    public void start(BotShard shard) {
        if (shard.id().index() != 0) {
            return;
        }
        for (int i = 1; i <= COLLECTORS; i++) {
            shard.collectors()
                    .messages()
                    .inChannel(i)
                    .max(1)
                    .time(Duration.ofMinutes(15))
                    .label("crowd")
                    .start();
        }
    }
}
