package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.event;
import static dev.weir.worker.collector.Samples.messageEvent;
import static dev.weir.worker.collector.Samples.reactionEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import dev.weir.worker.bot.Collected;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.CollectorIterator;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.Reaction;
import dev.weir.worker.event.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the others get wrong: each a test here. The suite to publish. */
class Section11Test {
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

    private void react(EventType type, long message, long user, String emoji) {
        assertThat(lane.offer(reactionEvent(type, message, System.nanoTime(), user, emoji)))
                .isTrue();
    }

    @Test
    void aBurstOfThreeOnMaxOneCollectsOne() {
        AtomicInteger told = new AtomicInteger();
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .max(1)
                .onCollect(_ -> told.incrementAndGet())
                .start();
        say(1, "a");
        say(2, "b");
        say(3, "c");

        assertThat(get(handle.ended()).items()).hasSize(1);
        assertThat(told).hasValue(1);
    }

    @Test
    void maxProcessedPassedInABurstEnds() {
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .maxProcessed(2)
                .filter(_ -> false)
                .start();
        for (int i = 1; i <= 50; i++) {
            say(i, "x");
        }

        Collected<Message> end = get(handle.ended());
        assertThat(end.reason()).isEqualTo(new EndReason.ProcessedLimit(2));
        assertThat(end.report().counts().received()).isEqualTo(2);
    }

    @Test
    void aTimeOfTwoToTheThirtyOneMillisecondsDoesNotEndAtOnce() {
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .time(Duration.ofMillis(1L << 31))
                .start();
        say(1, "a");
        await().until(() -> lane.stats().accepted() == 1);

        assertThat(handle.ended()).isNotDone();
    }

    @Test
    void aSlowAsyncFilterCollectsNothingAfterTheEnd() {
        CompletableFuture<Boolean> slow = new CompletableFuture<>();
        ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .time(Duration.ofMillis(200))
                .asyncFilter(_ -> slow)
                .onCollect(_ -> order.add("collect"))
                .onEnd(_ -> order.add("end"))
                .start();
        say(1, "in time");
        await().pollDelay(Duration.ofMillis(300)).until(() -> !handle.ended().isDone());
        slow.complete(true);

        assertThat(get(handle.ended()).items()).hasSize(1);
        await().until(() -> order.size() == 2);
        assertThat(order).containsExactly("collect", "end");
    }

    @Test
    void aFilterThatThrowsStarvesNobody() {
        ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();
        CollectorHandle<Message> bad = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .filter(_ -> {
                    throw new IllegalStateException("boom");
                })
                .onError(errors::add)
                .start();
        CollectorHandle<Message> good =
                lane.collectors().messages().inChannel(CHANNEL).max(1).start();
        say(1, "a");

        assertThat(get(good.ended()).items()).hasSize(1);
        await().until(() -> errors.size() == 1);
        await().until(() -> get(lane.snapshot()).stream().anyMatch(r -> r.received() == 1));
        assertThat(get(bad.stop()).report().counts().filterErrors()).isEqualTo(1);
    }

    @Test
    void aHandlerThatThrowsSkipsNoLimitAndAOneShotRunsOnce() {
        AtomicInteger runs = new AtomicInteger();
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .max(1)
                .onCollect(_ -> {
                    runs.incrementAndGet();
                    throw new IllegalStateException("boom");
                })
                .onError(_ -> {})
                .start();
        say(1, "a");
        say(2, "b");

        assertThat(get(handle.ended()).report().counts().handlerErrors()).isEqualTo(1);
        assertThat(runs).hasValue(1);
    }

    @Test
    void removeAllOnAnotherMessageWipesNothing() {
        CollectorHandle<Reaction> handle = lane.collectors()
                .reactions()
                .inChannel(CHANNEL)
                .dispose()
                .max(2)
                .start();
        react(EventType.MESSAGE_REACTION_ADD, 5, 100, "a");
        lane.offer(event(EventType.MESSAGE_REACTION_REMOVE_ALL, System.nanoTime(), CHANNEL, 6, 0, "{}"));
        react(EventType.MESSAGE_REACTION_ADD, 5, 101, "a");

        assertThat(get(handle.ended()).items()).hasSize(2);
    }

    @Test
    void togglingOneReactionEatsNoBudget() {
        CollectorHandle<Reaction> handle =
                lane.collectors().reactions().onMessage(5).max(2).start();
        for (int i = 0; i < 5; i++) {
            react(EventType.MESSAGE_REACTION_ADD, 5, 100, "a");
            react(EventType.MESSAGE_REACTION_REMOVE, 5, 100, "a");
        }
        react(EventType.MESSAGE_REACTION_ADD, 5, 101, "a");

        assertThat(get(handle.ended()).items()).extracting(Item::user).containsExactly(100L, 101L);
    }

    @Test
    void resetTimerThenCollectKeepsTheIdleTime() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).start();
        assertThat(handle.resetTimer(Duration.ofMinutes(1), Duration.ofMillis(50)))
                .isTrue();
        say(1, "a");

        assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.WentIdle(Duration.ofMillis(50)));
    }

    @Test
    void breakingOutOfAnIteratorLeavesNothingBehind() {
        try (CollectorIterator<Message> iterator =
                lane.collectors().messages().inChannel(CHANNEL).iterator()) {
            say(1, "a");
            say(2, "b");
            assertThat(iterator.next().id()).isEqualTo(1);
        }

        await().until(() -> parts.told.ends.get() == 1);
        assertThat(lane.stats().ended()).containsEntry("cancelled", 1L);
        assertThat(parts.permits.out).hasValue(0);
    }

    @Test
    void aThousandSatisfiedWaitsLeaveNoTimer() {
        List<CompletableFuture<Message>> waits = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waits.add(lane.collectors()
                    .messages()
                    .inChannel(CHANNEL)
                    .time(Duration.ofHours(1))
                    .awaitOne());
        }
        say(1, "a");

        waits.forEach(Section11Test::get);
        assertThat(get(lane.timers())).isLessThanOrEqualTo(1);
    }

    @Test
    void sixteenThreadsOnAOneShotRunItOnce() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            AtomicInteger runs = new AtomicInteger();
            AtomicInteger ends = new AtomicInteger();
            CollectorHandle<Message> handle = lane.collectors()
                    .messages()
                    .inChannel(CHANNEL)
                    .max(1)
                    .filter(_ -> true)
                    .onCollect(_ -> runs.incrementAndGet())
                    .onEnd(_ -> ends.incrementAndGet())
                    .start();
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                long id = round * 100L + t + 1;
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    lane.offer(messageEvent(id, System.nanoTime(), CHANNEL, 100, "x"));
                }));
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(get(handle.ended()).items()).hasSize(1);
            await().until(() -> ends.get() == 1);
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void oneBlockedConsumerStallsNobody() {
        CountDownLatch never = new CountDownLatch(1);
        lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .onCollect(_ -> never.await())
                .start();
        CollectorHandle<Message> other =
                lane.collectors().messages().inChannel(CHANNEL).max(2_000).start();
        for (int i = 1; i <= 2_000; i++) {
            say(i, "x");
        }

        assertThat(get(other.ended()).report().counts().accepted()).isEqualTo(2_000);
        never.countDown();
    }

    @Test
    void aWaitForWhatAnotherShardHearsIsRefusedInsteadOfNeverEnding() {
        try (Lane second = new Lane(new ShardId(1, 2), 1, LaneSettings.DEFAULT, _ -> true, parts.permits, parts.told)) {
            assertThatThrownBy(() -> second.collectors().messages().inGuild(1).start())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("guild 1 belongs to shard 0/2, not to 1/2: start the collector there");
        }
    }
}
