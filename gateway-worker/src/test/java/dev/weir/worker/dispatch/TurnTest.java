package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.messageEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.carrier.BotThreads;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Message;
import dev.weir.worker.event.EventType;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who does the work of a lane: it reads the clock for each event, so the clock knows. */
class TurnTest {
    private final AtomicReference<Thread> tap = new AtomicReference<>();
    private final AtomicLong readByTap = new AtomicLong();
    private final Parts parts = new Parts(LaneSettings.DEFAULT, () -> {
        if (Thread.currentThread() == this.tap.get()) {
            readByTap.incrementAndGet();
        }
        return System.nanoTime();
    });
    private final Lane lane = parts.lane;
    private long id;

    @AfterEach
    void close() {
        parts.close();
    }

    /** Whether this thread routed it itself; comes back when it is routed, by whomever. */
    private boolean routedHere() {
        tap.set(Thread.currentThread());
        long before = lane.stats().events();
        long read = readByTap.get();
        assertThat(lane.offer(messageEvent(++id, System.nanoTime(), CHANNEL, 100, "x")))
                .isTrue();
        boolean here = readByTap.get() > read;
        await().pollInterval(Duration.ofMillis(1)).until(() -> lane.stats().events() > before);
        return here;
    }

    @Test
    void whoeverBringsAnEventToAnIdleLaneRoutesIt() {
        await().until(this::routedHere);
    }

    @Test
    void whereEventsCallTheBotTheLaneRoutesThem() throws Exception {
        await().until(this::routedHere);
        try (AutoCloseable _ = lane.events().on(EventType.MESSAGE_CREATE, _ -> {})) {
            routedHere();
            for (int i = 0; i < 100; i++) {
                assertThat(routedHere()).isFalse();
            }
        }
        await().until(this::routedHere);
    }

    @Test
    void whoLendsHimselfRoutesThemAndRunsTheBotsCodeToo() throws Exception {
        int ranHere = 0;
        AtomicLong handled = new AtomicLong();
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .onCollect(_ -> handled.incrementAndGet())
                .start();
        try (AutoCloseable _ = lane.events().on(EventType.MESSAGE_CREATE, _ -> handled.incrementAndGet())) {
            for (int i = 0; i < 100; i++) {
                long before = handled.get();
                AtomicBoolean here = new AtomicBoolean();
                BotThreads.lend(() -> here.set(routedHere()));
                if (here.get() && handled.get() == before + 2) {
                    ranHere++;
                }
                await().pollInterval(Duration.ofMillis(1)).until(() -> handled.get() == before + 2);
            }
        }
        // Now and then the lane's thread has the turn, or a handler's last thread is not quite gone.
        assertThat(ranHere).isPositive();
        assertThat(handle.stop()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join()
                        .report()
                        .counts()
                        .accepted())
                .isEqualTo(id);
    }

    @Test
    void whatWaitsInTheInboxGoesBefore() throws InterruptedException {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).max(3).start();
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        lane.command(_ -> {
            busy.countDown();
            await().until(() -> free.getCount() == 0);
        });
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 1; i <= 2; i++) {
            assertThat(lane.offer(messageEvent(i, System.nanoTime(), CHANNEL, 100, "x")))
                    .isTrue();
        }
        free.countDown();
        assertThat(lane.offer(messageEvent(3, System.nanoTime(), CHANNEL, 100, "x")))
                .isTrue();

        assertThat(handle.ended().orTimeout(10, TimeUnit.SECONDS).join().items())
                .extracting(Item::key)
                .containsExactly(1L, 2L, 3L);
    }
}
