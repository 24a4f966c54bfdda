package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.messageEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.model.ShardId;
import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.collector.Message;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A permit that comes back on one lane is granted to somebody on another. */
class LateGrantTest {
    private static final LaneSettings SMALL = new LaneSettings(
            2,
            1 << 20,
            Duration.ofMillis(1),
            10,
            1 << 20,
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            LaneSettings.OnDisconnect.DEFAULT,
            Thresholds.DEFAULT);

    @Test
    void aLaneThatGivesAPermitBackDoesNotWaitForAnothersInbox() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (var timeouts = Executors.newSingleThreadScheduledExecutor();
                PermitPool pool = Parts.pool(1, timeouts);
                Lane one = lane(pool);
                Lane other = lane(pool)) {
            CollectorHandle<Message> has =
                    one.collectors().messages().inChannel(CHANNEL).max(1).start();
            CollectorHandle<Message> waits =
                    other.collectors().messages().inChannel(CHANNEL).start();
            other.command(_ -> {
                stuck.countDown();
                await().until(() -> free.getCount() == 0);
            });
            assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();
            try {
                await().until(() -> !say(other));

                assertThat(say(one)).isTrue();
                assertThat(has.ended().orTimeout(10, TimeUnit.SECONDS).join().items())
                        .hasSize(1);
                await().until(() -> pool.queued() == 0);
                assertThat(say(one)).isTrue();
                await().until(() -> one.stats().events() == 2);
                assertThat(other.stats().active()).isZero();
            } finally {
                free.countDown();
            }
            await().until(() -> other.stats().active() == 1);
            assertThat(waits.stop().orTimeout(10, TimeUnit.SECONDS).join().items())
                    .isEmpty();
        }
    }

    private static boolean say(Lane lane) {
        return lane.offer(messageEvent(1, System.nanoTime(), CHANNEL, 100, "x"));
    }

    private static Lane lane(PermitPool pool) {
        return new Lane(new ShardId(0, 1), 7, SMALL, _ -> true, pool, new Parts.Told());
    }
}
