package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.GUILD;
import static dev.weir.worker.collector.Samples.event;
import static dev.weir.worker.collector.Samples.messageEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import dev.weir.worker.admission.AdmissionRefused;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.admission.Permit;
import dev.weir.worker.bot.Collected;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.Progress;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.Options;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One shard's collectors on real threads. */
class LaneTest {
    private final Parts parts = new Parts();
    private final Lane lane = parts.lane;

    @AfterEach
    void close() {
        parts.close();
    }

    private boolean say(long id, String content) {
        return lane.offer(messageEvent(id, System.nanoTime(), CHANNEL, 100, content));
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void aMessageCollectorCollectsHandsOverAndEnds() {
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Collected<Message>> ended = new ConcurrentLinkedQueue<>();
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .filter(m -> m.content().startsWith("!"))
                .max(2)
                .time(Duration.ofMinutes(1))
                .onCollect(m -> heard.add(m.content()))
                .onEnd(ended::add)
                .label("trivia")
                .start();
        assertThat(handle.id()).hasToString("c0.7.1");

        say(1, "!a");
        say(2, "no");
        say(3, "!b");
        say(4, "!c");

        Collected<Message> collected = get(handle.ended());
        assertThat(collected.reason()).isEqualTo(new EndReason.LimitReached(2));
        assertThat(collected.items()).extracting(Message::content).containsExactly("!a", "!b");
        assertThat(heard).containsExactly("!a", "!b");
        await().until(() -> !ended.isEmpty());
        assertThat(ended).containsExactly(collected);
        assertThat(parts.permits.out).hasValue(0);
        assertThat(parts.told.rows).isEmpty();
    }

    @Test
    void itEndsWhenItsTimeIsUp() {
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .time(Duration.ofMillis(30))
                .start();

        assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.TimedOut(Duration.ofMillis(30)));
    }

    @Test
    void stopIsIdempotentAndTheFirstReasonWins() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).start();

        CompletableFuture<Collected<Message>> first = handle.stop("enough");
        CompletableFuture<Collected<Message>> second = handle.stop("again");

        assertThat(get(first).reason()).isEqualTo(new EndReason.User("enough"));
        assertThat(get(second)).isEqualTo(get(first));
        assertThat(parts.told.ends).hasValue(1);
    }

    @Test
    void aHandlerThatSleepsDelaysNobodyElse() {
        CountDownLatch release = new CountDownLatch(1);
        lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .onCollect(_ -> release.await())
                .start();
        CollectorHandle<Message> other =
                lane.collectors().messages().inChannel(CHANNEL).max(3).start();

        say(1, "a");
        say(2, "b");
        say(3, "c");

        assertThat(get(other.ended()).items()).hasSize(3);
        release.countDown();
    }

    @Test
    void handlersRunOneAtATimeInOrder() {
        List<Long> order = new ArrayList<>();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .max(100)
                .onCollect(m -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    order.add(m.id());
                    atOnce.decrementAndGet();
                })
                .start();
        for (int i = 1; i <= 100; i++) {
            say(i, "x");
        }

        get(handle.ended());
        assertThat(most).hasValue(1);
        assertThat(order).isSorted().hasSize(100);
    }

    @Test
    void whileTheGateIsShutEventsWait() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).max(2).start();
        parts.open.set(false);
        say(1, "a");
        say(2, "b");
        await().until(() -> lane.stats().fenceHeld() == 2);
        assertThat(lane.stats().accepted()).isZero();

        parts.open.set(true);

        assertThat(get(handle.ended()).items()).hasSize(2);
    }

    @Test
    void whatWaitsForAHandlerWhenTheGateClosesIsDeliveredWhenItOpens() {
        List<Long> heard = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        var _ = lane.events().on(EventType.MESSAGE_CREATE, event -> {
            heard.add(event.message());
            first.countDown();
            awaitLatch(goOn);
        });
        say(1, "a");
        say(2, "b");
        awaitLatch(first);
        await().until(() -> lane.stats().events() == 2);
        parts.open.set(false);
        goOn.countDown();
        await().during(Duration.ofMillis(200)).until(() -> heard.equals(List.of(1L)));

        parts.open.set(true);

        await().until(() -> heard.equals(List.of(1L, 2L)));
    }

    @Test
    void whatWaitsAtAShutGateIsDiscardedWhenTheLaneCloses() {
        parts.open.set(false);
        say(1, "a");
        await().until(() -> lane.stats().fenceHeld() == 1);

        lane.close(new EndReason.ShardLost(new ShardId(0, 1)));

        assertThat(lane.stats().fenceDropped()).isEqualTo(1);
    }

    @Test
    void tenThousandCollectorsOfALostSessionEndInOneTurnAndLeaveNothing() {
        List<CompletableFuture<Collected<Message>>> ends = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            ends.add(lane.collectors().messages().inChannel(CHANNEL).start().ended());
        }
        await().until(() -> parts.told.rows.size() == 10_000);

        lane.sessionLost();
        CompletableFuture<Integer> timersInTheNextTurn = lane.timers();

        assertThat(get(timersInTheNextTurn)).isZero();
        assertThat(parts.permits.out).hasValue(0);
        assertThat(parts.told.ends).hasValue(10_000);
        assertThat(parts.told.rows).isEmpty();
        assertThat(get(ends.getLast()).reason()).isEqualTo(new EndReason.ShardLost(new ShardId(0, 1)));
        assertThat(lane.stats().ended()).containsEntry("shardLost", 10_000L);
    }

    @Test
    void aResumedSessionEndsNothing() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).max(1).start();
        lane.sessionInterrupted();
        lane.sessionResumed();
        say(1, "replayed");

        assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.LimitReached(1));
    }

    @Test
    void anInterruptedSessionEndsAllAfterTheGrace() {
        try (Parts other = new Parts(LaneSettings.DEFAULT.withOnDisconnect(
                new LaneSettings.OnDisconnect.ResumeGrace(Duration.ofMillis(20))))) {
            CollectorHandle<Message> handle =
                    other.lane.collectors().messages().inChannel(CHANNEL).start();
            other.lane.sessionInterrupted();

            assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.ShardLost(new ShardId(0, 1)));
        }
    }

    @Test
    void anInterruptedSessionEndsAllAtOnceWhenAskedSo() {
        try (Parts other =
                new Parts(LaneSettings.DEFAULT.withOnDisconnect(new LaneSettings.OnDisconnect.Immediate()))) {
            CollectorHandle<Message> handle =
                    other.lane.collectors().messages().inChannel(CHANNEL).start();
            other.lane.sessionInterrupted();

            assertThat(get(handle.ended()).reason()).isInstanceOf(EndReason.ShardLost.class);
        }
    }

    @Test
    void aRefusedCollectorDoesNotStart() {
        parts.permits.answer(new Answer.Refused("limit collectors.fleet is used up"));

        assertThatThrownBy(() -> lane.collectors().messages().inChannel(CHANNEL).start())
                .isInstanceOf(AdmissionRefused.class)
                .hasMessageContaining("collectors.fleet");
    }

    @Test
    void aQueuedCollectorStartsWithItsPermit() {
        CompletableFuture<Permit> permit = new CompletableFuture<>();
        parts.permits.answer(new Answer.Queued(3, permit));
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).max(1).start();
        await().until(() ->
                parts.told.rows.values().stream().anyMatch(r -> r.state().equals("QUEUED")));
        say(1, "too early");

        permit.complete(parts.permits.permit());
        await().until(() -> lane.stats().active() == 1);
        say(2, "in time");

        assertThat(get(handle.ended()).items()).extracting(Item::key).containsExactly(2L);
        assertThat(parts.permits.out).hasValue(0);
    }

    @Test
    void aQueuedCollectorThatIsCancelledLeavesTheQueue() {
        CompletableFuture<Permit> permit = new CompletableFuture<>();
        parts.permits.answer(new Answer.Queued(3, permit));
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).start();

        assertThat(get(handle.cancel()).reason()).isEqualTo(new EndReason.Cancelled());
        await().until(permit::isCancelled);
        assertThat(parts.told.rows).isEmpty();
    }

    @Test
    void aQueuedCollectorWhosePatienceIsOverFails() {
        CompletableFuture<Permit> permit = new CompletableFuture<>();
        parts.permits.answer(new Answer.Queued(3, permit));
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).start();

        permit.completeExceptionally(new AdmissionRefused("waited 30 s"));

        assertThatThrownBy(() -> get(handle.ended())).hasRootCauseInstanceOf(AdmissionRefused.class);
    }

    @Test
    void deletingAChannelEndsTheCollectorsOfItsThreads() {
        long thread = 55;
        lane.offer(new GatewayEvent(
                EventType.OTHER,
                "THREAD_CREATE",
                1,
                System.nanoTime(),
                GUILD,
                thread,
                CHANNEL,
                0,
                0,
                false,
                false,
                new Payload("{\"d\":{}}")));
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(thread).start();

        lane.offer(event(EventType.CHANNEL_DELETE, System.nanoTime(), CHANNEL, 0, 0, "{}"));

        assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.ChannelDeleted(CHANNEL));
    }

    @Test
    void aGuildOutageEndsNothingAndALeaveDoes() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inGuild(GUILD).inChannel(CHANNEL).start();
        lane.offer(guildDelete(true));
        say(1, "still here");
        await().until(() -> lane.stats().accepted() == 1);

        lane.offer(guildDelete(false));

        assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.GuildDeleted(GUILD));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static GatewayEvent guildDelete(boolean unavailable) {
        return new GatewayEvent(
                EventType.GUILD_DELETE,
                "GUILD_DELETE",
                1,
                System.nanoTime(),
                GUILD,
                0,
                0,
                0,
                0,
                false,
                unavailable,
                new Payload("{\"d\":{}}"));
    }

    @Test
    void stopsFromOutsideNameCollectorsByNumber() {
        CollectorHandle<Message> one =
                lane.collectors().messages().inChannel(CHANNEL).start();
        CollectorHandle<Message> two =
                lane.collectors().messages().inChannel(CHANNEL).start();

        lane.stop(List.of(one.id().number(), 999L), new EndReason.User("operator"));

        assertThat(get(one.ended()).reason()).isEqualTo(new EndReason.User("operator"));
        assertThat(get(lane.snapshot()))
                .extracting(r -> r.number())
                .containsExactly(two.id().number());
    }

    @Test
    void aNewTokenReportsTheRunningAnewAndNamesTheNextOnes() {
        lane.collectors().messages().inChannel(CHANNEL).start();
        Parts.Told fresh = new Parts.Told();

        lane.retoken(8, fresh);

        await().until(() -> fresh.rows.size() == 1);
        assertThat(lane.collectors().messages().inChannel(CHANNEL).start().id()).hasToString("c0.8.2");
    }

    @Test
    void aNewTokenIsTakenAlthoughTheInboxIsFull() throws Exception {
        lane.collectors().messages().inChannel(CHANNEL).start();
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        lane.command(_ -> {
            busy.countDown();
            awaitLatch(free);
        });
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < LaneSettings.DEFAULT.inboxCapacity(); i++) {
            assertThat(lane.command(_ -> {})).isTrue();
        }
        Parts.Told fresh = new Parts.Told();

        CompletableFuture<Void> renewal = CompletableFuture.runAsync(() -> {
            lane.retoken(8, fresh);
            lane.stop(List.of(99L), new EndReason.User("operator"));
            lane.look();
            var _ = lane.snapshot();
        });

        get(renewal);
        free.countDown();
        await().until(() -> fresh.rows.size() == 1);
    }

    @Test
    void resetAndExtendAnswerWhetherItStillRuns() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).start();

        assertThat(handle.extend(Duration.ofSeconds(5))).isTrue();
        assertThat(handle.resetTimer(Duration.ofSeconds(5), null)).isTrue();
        get(handle.stop());
        assertThat(handle.extend(Duration.ofSeconds(5))).isFalse();
    }

    @Test
    void resetTimerTakesTimesInTheSameRangeAsTheStart() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).start();

        assertThat(handle.resetTimer(null, Duration.ofDays(30))).isTrue();
        assertThatThrownBy(() -> handle.resetTimer(null, Duration.ofDays(30).plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("idle must be 1 ms to 30 days, was PT720H0.000000001S");
        assertThatThrownBy(() -> handle.resetTimer(Duration.ofNanos(999_999), null))
                .hasMessageContaining("time must be 1 ms to 30 days, was PT0.000999999S");
    }

    /** Calls something before the answer of the nth reading that one thread takes of the clock. */
    private static LongSupplier clockThatCalls(Runnable before, int nth) {
        Thread caller = Thread.currentThread();
        AtomicInteger readings = new AtomicInteger();
        return () -> {
            if (Thread.currentThread() == caller && readings.incrementAndGet() == nth) {
                before.run();
            }
            return System.nanoTime();
        };
    }

    /** Another thread brings a message, and the lane has looked at it. */
    private static void hears(Lane lane, long id) {
        long before = lane.stats().events();
        assertThat(get(CompletableFuture.supplyAsync(
                        () -> lane.offer(messageEvent(id, System.nanoTime(), CHANNEL, 100, "x")))))
                .isTrue();
        await().until(() -> lane.stats().events() > before);
    }

    @Test
    void whatComesWhileStartHasNotReturnedYetIsNotOffered() {
        AtomicReference<Parts> those = new AtomicReference<>();
        // Readings of this thread: to make the lane, before start enters, as it does (the lane is idle, so it does it
        // itself), after.
        LongSupplier clock = clockThatCalls(
                () -> {
                    await().until(() -> those.get().lane.stats().active() == 1);
                    hears(those.get().lane, 1);
                },
                4);
        try (Parts other = new Parts(LaneSettings.DEFAULT, clock)) {
            those.set(other);
            CollectorHandle<Message> handle =
                    other.lane.collectors().messages().inChannel(CHANNEL).max(1).start();
            assertThat(other.lane.stats().events()).isEqualTo(1);
            hears(other.lane, 2);

            assertThat(get(handle.ended()).items()).extracting(Item::key).containsExactly(2L);
        }
    }

    @Test
    void whatComesWhileStartOfAQueuedOneHasNotReturnedYetIsNotOffered() {
        CompletableFuture<Permit> permit = new CompletableFuture<>() {
            @Override
            public CompletableFuture<Permit> whenComplete(BiConsumer<? super Permit, ? super Throwable> then) {
                CompletableFuture<Permit> done = super.whenComplete(then);
                complete(parts.permits.permit());
                await().until(() -> lane.stats().active() == 1);
                hears(lane, 1);
                return done;
            }
        };
        parts.permits.answer(new Answer.Queued(1, permit));
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).max(1).start();
        hears(lane, 2);

        assertThat(get(handle.ended()).items()).extracting(Item::key).containsExactly(2L);
    }

    @Test
    void whatARunningCollectorHasCanBeSeenAtAnyTime() {
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .where("content startsWith \"!\"")
                .retain(new Options.Retain.Full(2))
                .start();
        assertThat(handle.progress()).isEqualTo(Progress.nothing());
        say(1, "!a");
        say(2, "no");
        lane.offer(messageEvent(3, System.nanoTime(), CHANNEL, 101, "!b"));
        say(4, "!c");

        Progress<Message> seen = handle.progress();
        assertThat(seen.items()).extracting(Item::key).containsExactly(3L, 4L);
        assertThat(seen.users()).containsExactly(101L, 100L);
        assertThat(seen.total()).isEqualTo(3);
        assertThat(seen.counts().received()).isEqualTo(4);
        assertThat(seen.counts().ignored()).containsEntry("filter", 1L);

        Collected<Message> end = get(handle.stop());
        assertThat(handle.progress()).isEqualTo(seen);
        assertThat(end.report().counts()).isEqualTo(seen.counts());
        assertThat(end.items()).isEqualTo(seen.items());
        lane.close(new EndReason.Shutdown());
        assertThat(handle.progress()).isEqualTo(seen);
    }

    @Test
    void aHandlerSeesTheItemItIsCalledForAmongWhatWasCollected() {
        CompletableFuture<CollectorHandle<Message>> handle = new CompletableFuture<>();
        ConcurrentLinkedQueue<Long> totals = new ConcurrentLinkedQueue<>();
        handle.complete(lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .max(2)
                .onCollect(item -> {
                    Progress<Message> seen = handle.join().progress();
                    assertThat(seen.items()).contains(item);
                    totals.add(seen.total());
                })
                .start());
        say(1, "a");
        await().until(() -> totals.size() == 1);
        say(2, "b");

        assertThat(get(handle.join().ended()).report().counts().handlerErrors()).isZero();
        assertThat(totals).containsExactly(1L, 2L);
    }

    @Test
    void toLookAtOneThatSleepsDoesNotWakeIt() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).start();

        assertThat(handle.progress()).isEqualTo(Progress.nothing());

        CompletableFuture<Boolean> asleep = new CompletableFuture<>();
        lane.command(_ -> asleep.complete(((Running<?>) handle).asleep()));
        assertThat(get(asleep)).isTrue();
    }

    @Test
    void aClosedLaneTakesNothing() {
        lane.close(new EndReason.Shutdown());

        assertThat(say(1, "x")).isFalse();
        assertThatThrownBy(() -> lane.collectors().messages().inChannel(CHANNEL).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("shard 0/1");
    }

    @Test
    void aClosedLaneLeavesNoThread() {
        lane.close(new EndReason.Shutdown());

        await().until(() -> !lane.alive());
    }

    @Test
    void subscribersHearEveryEventOfTheirTypeUntilTheyClose() throws Exception {
        List<Long> heard = Collections.synchronizedList(new ArrayList<>());
        AutoCloseable subscription = lane.events().on(EventType.MESSAGE_CREATE, e -> heard.add(e.message()));
        say(1, "a");
        say(2, "b");
        await().until(() -> heard.size() == 2);

        subscription.close();
        say(3, "c");
        await().until(() -> lane.stats().events() == 3);

        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void closingWaitsForHandlersAndInterruptsThoseThatTakeTooLong() {
        LaneSettings quick = LaneSettings.DEFAULT.withDrain(Duration.ofMillis(100));
        Parts other = new Parts(quick);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CollectorHandle<Message> handle = other.lane
                .collectors()
                .messages()
                .inChannel(CHANNEL)
                .onCollect(_ -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.complete(true);
                    }
                })
                .start();
        other.lane.offer(messageEvent(1, System.nanoTime(), CHANNEL, 100, "x"));
        await().until(() -> other.lane.stats().accepted() == 1);

        other.close();

        assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.Shutdown());
        assertThat(get(interrupted)).isTrue();
        assertThat(other.permits.out).hasValue(0);
    }
}
