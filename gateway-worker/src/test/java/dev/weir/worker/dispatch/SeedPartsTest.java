package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.messageEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.model.LimitUse;
import dev.weir.model.ShardId;
import dev.weir.model.filter.Expression;
import dev.weir.worker.admission.AdmissionRefused;
import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.bot.CachedCheck;
import dev.weir.worker.bot.Collected;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The ten parts of the page that Weir grew from, each tested by what was wrong with it there. The error rate that never fell and
 * the statistics nobody asked for are in {@code StatisticsTest}, queues and timers of the pool in {@code FairnessTest}.
 */
class SeedPartsTest {
    private final Parts parts = new Parts();
    private final Lane lane = parts.lane;

    @AfterEach
    void close() {
        parts.close();
    }

    private void say(long id, String content) {
        assertThat(lane.offer(messageEvent(id, System.nanoTime(), CHANNEL, 100, content)))
                .isTrue();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void theMeanIsTheSumByTheCountNotTheHalfOfTheLastTwo() {
        EndReport.Processing processing = new EndReport.Processing(3, Duration.ofMillis(9), Duration.ofMillis(7));

        assertThat(processing.mean()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void aFailingRequestFreesItsSlotForThoseBehindIt() {
        ScheduledExecutorService timeouts = Executors.newSingleThreadScheduledExecutor();
        PermitPool one = Parts.pool(1, timeouts);
        try (Lane limited = new Lane(new ShardId(0, 1), 7, LaneSettings.DEFAULT, _ -> true, one, new Parts.Told())) {
            CollectorHandle<Message> failing = limited.collectors()
                    .messages()
                    .inChannel(CHANNEL)
                    .endOnHandlerError()
                    .onCollect(_ -> {
                        throw new IllegalStateException("boom");
                    })
                    .onError(_ -> {})
                    .start();
            CollectorHandle<Message> behind =
                    limited.collectors().messages().inChannel(CHANNEL).max(1).start();
            assertThat(one.queued()).isEqualTo(1);
            assertThat(behind.placeInQueue()).isZero();
            assertThat(failing.placeInQueue()).isEqualTo(-1);
            assertThat(limited.offer(messageEvent(1, System.nanoTime(), CHANNEL, 100, "a")))
                    .isTrue();

            assertThat(get(failing.ended()).reason()).isInstanceOf(EndReason.HandlerFailed.class);
            await().until(() -> limited.stats().active() == 1);
            assertThat(behind.placeInQueue()).isEqualTo(-1);
            assertThat(one.use()).isEqualTo(new LimitUse("collectors", 1, 1, 0));
            assertThat(limited.offer(messageEvent(2, System.nanoTime(), CHANNEL, 100, "b")))
                    .isTrue();
            assertThat(get(behind.ended()).items()).hasSize(1);
            assertThat(one.use().used()).isZero();
        } finally {
            timeouts.shutdownNow();
        }
    }

    @Test
    void collectorsOfALostShardAreStoppedAndUnregistered() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).start();
        lane.sessionLost();

        assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.ShardLost(new ShardId(0, 1)));
        assertThat(parts.told.rows).isEmpty();
    }

    @Test
    void ageIsMeasuredFromTheStartSoTheYoungSurvive() {
        CollectorHandle<Message> old = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .maxLifetime(Duration.ofMillis(20))
                .start();
        CollectorHandle<Message> young =
                lane.collectors().messages().inChannel(CHANNEL).start();

        assertThat(get(old.ended()).reason()).isEqualTo(new EndReason.Expired(Duration.ofMillis(20)));
        assertThat(young.ended()).isNotDone();
    }

    @Test
    void shortMemoryTakesTheNewestOfTheLowestPriority() {
        CollectorHandle<Message> first =
                lane.collectors().messages().inChannel(CHANNEL).start();
        CollectorHandle<Message> second =
                lane.collectors().messages().inChannel(CHANNEL).start();
        CollectorHandle<Message> dear =
                lane.collectors().messages().inChannel(CHANNEL).priority(5).start();

        await().until(() -> lane.stats().active() == 3);
        lane.evict(Eviction.ofPermits(get(lane.evictable()), 1));

        assertThat(get(second.ended()).reason()).isEqualTo(new EndReason.Evicted());
        assertThat(first.ended()).isNotDone();
        assertThat(dear.ended()).isNotDone();
    }

    @Test
    void noItemIsKeptTwiceAndNoMoreThanAsked() {
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .retain(new Options.Retain.Full(10))
                .max(100)
                .start();
        for (int i = 1; i <= 100; i++) {
            say(i, "x");
        }

        Collected<Message> end = get(handle.ended());
        assertThat(end.items()).hasSize(10).doesNotHaveDuplicates();
        assertThat(end.report().counts().notRetained()).isEqualTo(90);
    }

    @Test
    void theOldestAgeIsThatOfTheFirstStillHereAndGoesWithIt() {
        Duration hour = Duration.ofHours(1);
        AtomicLong later = new AtomicLong();
        try (Lane timed = new Lane(
                new ShardId(0, 1),
                7,
                LaneSettings.DEFAULT,
                _ -> true,
                parts.permits,
                new Parts.Told(),
                () -> null,
                () -> System.nanoTime() + later.get())) {
            CollectorHandle<Message> old = startFor(timed, hour.multipliedBy(2));
            later.addAndGet(hour.toNanos());
            CollectorHandle<Message> young = startFor(timed, hour.multipliedBy(2));
            assertThat(timed.stats().oldest()).isGreaterThanOrEqualTo(hour);

            get(old.stop());
            assertThat(timed.stats().oldest()).isLessThan(hour);
            get(young.stop());
            assertThat(timed.stats().oldest()).isEqualTo(Duration.ZERO);
        }
    }

    /** Comes back when it is active. */
    private static CollectorHandle<Message> startFor(Lane lane, Duration time) {
        int before = lane.stats().active();
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).time(time).start();
        await().until(() -> lane.stats().active() == before + 1);
        return handle;
    }

    @Test
    void whoWaitsForItsHandlersIsSeenUntilTheyAreDone() {
        CountDownLatch done = new CountDownLatch(1);
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .max(1)
                .onCollect(_ -> done.await())
                .start();
        say(1, "a");
        await().until(() -> lane.stats().ending() == 1);
        assertThat(lane.stats().active()).isZero();

        done.countDown();
        get(handle.ended());
        assertThat(lane.stats().ending()).isZero();
    }

    @Test
    void alertsNameTheirCollectorAndTheirListIsBounded() {
        try (Parts watched = new Parts(LaneSettings.DEFAULT.withAlerts(
                new Thresholds(Duration.ofDays(1), 0, Duration.ofDays(1), Long.MAX_VALUE, 40)))) {
            List<CompletableFuture<Message>> waits = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                waits.add(
                        watched.lane.collectors().messages().inChannel(CHANNEL).awaitOne());
            }
            watched.lane.offer(messageEvent(1, System.nanoTime(), CHANNEL, 100, "a"));
            waits.forEach(SeedPartsTest::get);

            assertThat(watched.lane.alerts())
                    .hasSize(40)
                    .allSatisfy(alert -> assertThat(alert.what()).isEqualTo("items"));
            assertThat(watched.lane.alerts().getLast().collector().number()).isPositive();
        }
    }

    @Test
    void everyThresholdHasAnAlertOfItsOwn() {
        try (Parts watched =
                new Parts(LaneSettings.DEFAULT.withAlerts(new Thresholds(Duration.ZERO, 0, Duration.ZERO, 0, 100)))) {
            CollectorHandle<Message> handle = watched.lane
                    .collectors()
                    .messages()
                    .inChannel(CHANNEL)
                    .max(1)
                    .onCollect(_ -> new CompletableFuture<Void>()
                            .completeOnTimeout(null, 5, TimeUnit.MILLISECONDS)
                            .join())
                    .start();
            watched.lane.offer(messageEvent(1, System.nanoTime(), CHANNEL, 100, "a"));
            get(handle.ended());

            assertThat(watched.lane.alerts())
                    .extracting(Alert::what)
                    .containsExactly("duration", "items", "perItem", "bytes");
        }
    }

    @Test
    void filtersAreOrderedByTheMachineNotByHand() {
        assertThat(Expression.parse("content matches \"a\" && author == 1").ordered())
                .hasToString("author == 1 && content matches \"a\"");
    }

    @Test
    void aCachedCheckIsAskedOncePerKeyNotPerEvent() {
        AtomicInteger asked = new AtomicInteger();
        CachedCheck<Long> check = new CachedCheck<>(Duration.ofSeconds(30), 100, _ -> {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture(true);
        });
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .asyncFilter(check.by(Message::user))
                .max(50)
                .start();
        for (int i = 1; i <= 50; i++) {
            say(i, "x");
        }

        assertThat(get(handle.ended()).items()).hasSize(50);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aBatchIsDeliveredInTimeAlthoughItemsKeepComing() {
        ConcurrentLinkedQueue<Integer> sizes = new ConcurrentLinkedQueue<>();
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .batch(10, Duration.ofMillis(20), 0, batch -> sizes.add(batch.size()))
                .start();
        for (int i = 1; i <= 12; i++) {
            say(i, "x");
        }
        await().until(() -> sizes.size() == 2);
        get(handle.stop());

        assertThat(sizes).containsExactly(10, 2);
    }

    @Test
    void theFiftyFirstCollectorIsRefusedAtTheDoor() {
        ScheduledExecutorService timeouts = Executors.newSingleThreadScheduledExecutor();
        PermitPool fifty = Parts.pool(50, timeouts);
        try (Lane limited = new Lane(new ShardId(0, 1), 7, LaneSettings.DEFAULT, _ -> true, fifty, new Parts.Told())) {
            for (int i = 0; i < 50; i++) {
                limited.collectors().messages().inChannel(CHANNEL).start();
            }

            assertThatThrownBy(() -> limited.collectors()
                            .messages()
                            .inChannel(CHANNEL)
                            .patience(Duration.ZERO)
                            .start())
                    .isInstanceOf(AdmissionRefused.class)
                    .hasMessageContaining("50 allowed");
            assertThat(fifty.use().used()).isEqualTo(50);
        } finally {
            timeouts.shutdownNow();
        }
    }
}
