package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.messageEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.worker.bot.Collected;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Sixteen threads that fire at will. A thousand rounds:
 *
 * <pre>{@code mvn -pl gateway-worker -am test -Dtest=ManyThreadsTest -Dsurefire.failIfNoSpecifiedTests=false -Drounds=1000}</pre>
 */
class ManyThreadsTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 40);
    private static final int THREADS = 16;
    private static final int EACH = 30;

    @Test
    void neverOneMoreThanMaxAndExactlyOneEnd() throws InterruptedException {
        try (Parts parts = new Parts()) {
            for (int round = 1; round <= ROUNDS; round++) {
                oneRound(parts, round);
            }
            assertThat(parts.permits.out).hasValue(0);
            assertThat(parts.permits.releasedTwice).hasValue(0);
            assertThat(parts.told.ends).hasValue(ROUNDS);
        }
    }

    private static void oneRound(Parts parts, int round) throws InterruptedException {
        int max = 1 + round % 100;
        boolean stopped = round % 3 == 0;
        AtomicInteger handled = new AtomicInteger();
        AtomicInteger ends = new AtomicInteger();
        CollectorHandle<Message> handle = parts.lane
                .collectors()
                .messages()
                .inChannel(CHANNEL)
                .max(max)
                .buffer(1_000, Options.Overflow.END)
                .onCollect(_ -> handled.incrementAndGet())
                .onEnd(_ -> ends.incrementAndGet())
                .start();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int number = t;
            threads.add(Thread.ofPlatform().start(() -> fire(parts.lane, handle, go, round, number, stopped)));
        }
        go.countDown();
        for (Thread each : threads) {
            each.join();
        }
        Collected<Message> end = handle.ended().orTimeout(10, TimeUnit.SECONDS).join();
        await().until(() -> ends.get() == 1);

        assertThat(end.items().size()).as("round %d", round).isEqualTo(handled.get());
        assertThat(end.report().counts().accepted()).isEqualTo(handled.get());
        assertThat(handled.get()).isLessThanOrEqualTo(max);
        if (!stopped) {
            assertThat(handled).hasValue(max);
        }
    }

    private static void fire(
            Lane lane, CollectorHandle<Message> handle, CountDownLatch go, int round, int number, boolean stops) {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        for (int i = 0; i < EACH; i++) {
            long id = (long) round * 1_000_000 + number * 1_000L + i;
            lane.offer(messageEvent(id, System.nanoTime(), CHANNEL, number + 1L, "x"));
            if (stops && i == number) {
                var _ = handle.stop("thread " + number);
            }
        }
    }
}
