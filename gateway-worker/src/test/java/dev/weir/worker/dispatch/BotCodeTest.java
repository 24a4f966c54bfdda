package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.event;
import static dev.weir.worker.collector.Samples.messageEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.admission.Permit;
import dev.weir.worker.bot.Collected;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.Options;
import dev.weir.worker.event.EventType;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Filters, handlers and subscribers of a bot that are late, throw, or take no more. */
@Timeout(60)
class BotCodeTest {
    private Parts parts = new Parts();
    private Lane lane = parts.lane;

    @AfterEach
    void close() {
        parts.close();
        assertThat(parts.permits.releasedTwice).hasValue(0);
    }

    private void say(long id, String content) {
        assertThat(lane.offer(messageEvent(id, System.nanoTime(), CHANNEL, 100, content)))
                .isTrue();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void itemsKeepTheirOrderWhateverTheOrderOfTheFiltersAnswers() {
        Map<Long, CompletableFuture<Boolean>> answers = new ConcurrentHashMap<>();
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .max(3)
                .asyncFilter(message -> answers.computeIfAbsent(message.id(), _ -> new CompletableFuture<>()))
                .start();
        for (long id = 1; id <= 3; id++) {
            say(id, "x");
        }
        await().until(() -> answers.size() == 3);
        for (long id = 3; id >= 1; id--) {
            Objects.requireNonNull(answers.get(id)).complete(true);
        }

        assertThat(get(handle.ended()).items()).extracting(Item::key).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aFilterThatThrowsIsToldAndItsItemIgnored() {
        ConcurrentLinkedQueue<Throwable> told = new ConcurrentLinkedQueue<>();
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .max(1)
                .filter(message -> {
                    if (message.content().equals("bad")) {
                        throw new IllegalStateException("boom");
                    }
                    return true;
                })
                .onError(told::add)
                .start();
        say(1, "bad");
        say(2, "good");

        Collected<Message> end = get(handle.ended());
        assertThat(end.items()).extracting(Item::key).containsExactly(2L);
        assertThat(end.report().counts().ignored()).isEqualTo(Map.of("filterError", 1L));
        assertThat(end.report().counts().filterErrors()).isEqualTo(1);
        assertThat(told).singleElement().satisfies(e -> assertThat(e).hasMessage("boom"));
    }

    @Test
    void aHandlerThatThrowsIsToldAndTheCollectorGoesOn() {
        ConcurrentLinkedQueue<Throwable> told = new ConcurrentLinkedQueue<>();
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .max(2)
                .onCollect(message -> {
                    if (message.id() == 1) {
                        throw new IllegalStateException("boom");
                    }
                })
                .onError(told::add)
                .start();
        say(1, "a");
        say(2, "b");

        Collected<Message> end = get(handle.ended());
        assertThat(end.reason()).isEqualTo(new EndReason.LimitReached(2));
        assertThat(end.report().counts().handlerErrors()).isEqualTo(1);
        assertThat(told).singleElement().satisfies(e -> assertThat(e).hasMessage("boom"));
    }

    @Test
    void aWaitForOneItemThatFindsItsBufferFullEndsRatherThanLoseOne() {
        CompletableFuture<Message> wait = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .buffer(1, Options.Overflow.DROP_OLDEST)
                .asyncFilter(_ -> new CompletableFuture<>())
                .awaitOne();
        say(1, "a");
        say(2, "b");

        assertThatThrownBy(() -> get(wait)).hasMessageContaining("overflow");
        assertThat(lane.stats().ended()).isEqualTo(Map.of("overflow", 1L));
    }

    @Test
    void theTimeRunsFromThePermitNotFromTheQueue() {
        CompletableFuture<Permit> permit = new CompletableFuture<>();
        parts.permits.answer(new Answer.Queued(1, permit));
        lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .time(Duration.ofMinutes(1))
                .start();
        await().until(() -> !parts.told.rows.isEmpty());
        assertThat(row().state()).isEqualTo("QUEUED");
        assertThat(row().endsAtMillis()).isZero();

        long granted = System.currentTimeMillis();
        permit.complete(parts.permits.permit());
        await().until(() -> row().state().equals("ACTIVE"));

        assertThat(row().endsAtMillis()).isGreaterThanOrEqualTo(granted + 59_990);
    }

    private CollectorRecord row() {
        return parts.told.rows.values().iterator().next();
    }

    @Test
    void aDeletedThreadEndsItsCollectors() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inThread(CHANNEL).start();
        lane.offer(
                event(EventType.THREAD_DELETE, System.nanoTime(), CHANNEL, 0, 0, "{\"id\":\"%d\"}".formatted(CHANNEL)));

        assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.ThreadDeleted(CHANNEL));
    }

    @Test
    void aSlowSubscriberLosesItsOldestAndDelaysNobody() {
        Slow slow = new Slow(1_000);
        lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .max(100)
                .buffer(4, Options.Overflow.DROP_OLDEST)
                .publisher()
                .subscribe(slow);
        CollectorHandle<Message> other =
                lane.collectors().messages().inChannel(CHANNEL).max(100).start();
        for (long id = 1; id <= 100; id++) {
            say(id, "x");
        }

        assertThat(get(other.ended()).items()).hasSize(100); // While the slow one still sits on its first.
        assertThat(slow.heard).hasSizeLessThanOrEqualTo(1);
        slow.goOn.countDown();
        await().until(() -> slow.over);
        assertThat(slow.heard).containsExactly(1L, 97L, 98L, 99L, 100L);
        assertThat(lane.stats().dropped()).isEqualTo(95);
    }

    @Test
    void aSubscriberThatAsksForNothingIsEndedAfterTheDrainTime() {
        parts.close();
        parts = new Parts(LaneSettings.DEFAULT.withDrain(Duration.ofMillis(100)));
        lane = parts.lane;
        Slow none = new Slow(0);
        lane.collectors().messages().inChannel(CHANNEL).max(1).publisher().subscribe(none);
        say(1, "x");

        await().until(() -> none.over);
        assertThat(none.heard).isEmpty();
        assertThat(parts.permits.out).hasValue(0);
    }

    @Test
    void aSubscriptionThatIsCancelledLeavesNothingBehind() {
        Slow slow = new Slow(5);
        lane.collectors().messages().inChannel(CHANNEL).publisher().subscribe(slow);
        await().until(() -> lane.stats().active() == 1);
        slow.subscription.get().cancel();

        await().until(() -> lane.stats().ended().equals(Map.of("cancelled", 1L)));
        assertThat(parts.permits.out).hasValue(0);
    }

    /** Takes its first item and keeps it until it may go on. */
    private static final class Slow implements Flow.Subscriber<Message> {
        final ConcurrentLinkedQueue<Long> heard = new ConcurrentLinkedQueue<>();
        final CountDownLatch goOn = new CountDownLatch(1);
        final AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
        private final long asksFor;
        volatile boolean over;

        Slow(long asksFor) {
            this.asksFor = asksFor;
        }

        @Override
        public void onSubscribe(Flow.Subscription its) {
            subscription.set(its);
            if (asksFor > 0) {
                its.request(asksFor);
            }
        }

        @Override
        public void onNext(Message item) {
            heard.add(item.id());
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onComplete() {
            over = true;
        }
    }
}
