package dev.weir.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.model.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdentifySlotTest {
    private static final ShardId SHARD = new ShardId(0, 1);

    private final AtomicBoolean mayGo = new AtomicBoolean(true);
    private final AtomicInteger told = new AtomicInteger();
    private final List<Long> asked = new CopyOnWriteArrayList<>();
    private final AtomicReference<LongPredicate> book = new AtomicReference<>(_ -> true);
    private final IdentifySlot slot = new IdentifySlot(() -> mayGo::get, this::take, told::incrementAndGet);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void waitsUntilTheOrdersBringASlot() {
        CompletableFuture<Void> waiting = waitForTurn();
        await().until(slot::waiting);
        await().untilAsserted(() -> assertThat(told).hasValue(1));
        slot.grant(1);
        await().until(waiting::isDone);
        assertThat(slot.waiting()).isFalse();
    }

    @Test
    void whatIsToldMayTakeLongAndTheReportOfTheLeaseGoesOn() {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        IdentifySlot slow = new IdentifySlot(() -> mayGo::get, _ -> true, () -> {
            telling.countDown();
            await().until(() -> free.getCount() == 0);
        });
        slow.grant(1);
        threads.execute(slow::begin);
        await().until(() -> telling.getCount() == 0);

        CompletableFuture<Boolean> report = CompletableFuture.supplyAsync(
                () -> slow.waiting() && slow.lastUsed() == 0 && slow.ageMillis(0) == -1, threads);

        assertThat(report.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
        free.countDown();
    }

    @Test
    void theReportOfTheLeasePassesAVirtualThreadThatIsNextAndHasNoCarrier() throws Exception {
        // In the queue of the lock it would wait until the spinning ends; at a monitor, too.
        CountDownLatch free = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger spinning = new AtomicInteger();
        int carriers = Runtime.getRuntime().availableProcessors();
        IdentifySlot busy = new IdentifySlot(
                () -> {
                    await().until(() -> free.getCount() == 0);
                    return () -> false;
                },
                _ -> true,
                () -> {});
        try {
            Thread holds = Thread.ofPlatform().start(busy::ask);
            await().until(() -> holds.getState() == Thread.State.TIMED_WAITING);
            Thread next = Thread.ofVirtual().start(busy::begin);
            await().until(() -> next.getState() == Thread.State.WAITING);
            for (int i = 0; i < 2 * carriers; i++) {
                Thread.ofVirtual().start(() -> {
                    spinning.incrementAndGet();
                    while (!over.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            await().until(() -> spinning.get() >= carriers);
            Thread report = Thread.ofPlatform().start(busy::lastUsed);
            await().until(() -> report.getState() != Thread.State.NEW && report.getState() != Thread.State.RUNNABLE);

            free.countDown();

            assertThat(report.join(Duration.ofSeconds(20))).isTrue();
        } finally {
            free.countDown();
            over.set(true);
        }
    }

    @Test
    void aSlotIsUsedOnce() {
        slot.grant(1);
        waitForTurn().join();
        assertThat(slot.take(SHARD)).isTrue();
        assertThat(slot.take(SHARD)).isFalse();
        assertThat(slot.lastUsed()).isEqualTo(1);
        CompletableFuture<Void> second = waitForTurn();
        await().until(slot::waiting);
        slot.grant(1);
        assertThat(second).isNotDone();
        slot.grant(2);
        await().until(second::isDone);
    }

    @Test
    void tellsHowLongAgoTheIdentifyOfTheLastSlotWasSentAsSoonAsItWas() {
        assertThat(slot.ageMillis(0)).isEqualTo(-1);
        slot.grant(1);
        waitForTurn().join();
        assertThat(slot.take(SHARD)).isTrue();
        assertThat(slot.ageMillis(0)).isEqualTo(-1);
        slot.sent(5_000_000);
        assertThat(slot.ageMillis(5_000_000)).isZero();
        assertThat(slot.ageMillis(127_000_000)).isEqualTo(122);
        assertThat(slot.ageMillis(4_000_000)).isZero();

        slot.grant(2);
        waitForTurn().join();
        assertThat(slot.ageMillis(128_000_000)).isEqualTo(123);
        mayGo.set(false);
        assertThat(slot.take(SHARD)).isFalse();
        assertThat(slot.lastUsed()).isEqualTo(2);
        assertThat(slot.ageMillis(128_000_000)).isEqualTo(-1);
    }

    @Test
    void aConnectionThatFailedBeforeItIdentifiedKeepsItsSlot() {
        slot.grant(1);
        waitForTurn().join();
        waitForTurn().join();
        assertThat(slot.lastUsed()).isZero();
        assertThat(asked).containsExactly(1L);
        assertThat(slot.take(SHARD)).isTrue();
    }

    @Test
    void aSlotAloneIsNotEnough() {
        mayGo.set(false);
        slot.grant(1);
        CompletableFuture<Void> waiting = waitForTurn();
        await().until(slot::waiting);
        assertThat(asked).isEmpty();
        mayGo.set(true);
        slot.look();
        await().until(waiting::isDone);
    }

    @Test
    void aSlotThatIsNotTakenInTheBookIsGivenUpAndSaidSo() {
        book.set(number -> number == 2);
        slot.grant(1);
        CompletableFuture<Void> waiting = waitForTurn();
        await().until(() -> slot.lastUsed() == 1);
        assertThat(waiting).isNotDone();
        assertThat(slot.take(SHARD)).isFalse();
        slot.grant(2);
        await().until(waiting::isDone);
        assertThat(asked).containsExactly(1L, 2L);
        assertThat(slot.take(SHARD)).isTrue();
    }

    @Test
    void aSlotOfWhichNobodyKnowsWhetherItWasTakenIsGivenUp() {
        book.set(_ -> {
            throw new IllegalStateException("no answer");
        });
        slot.grant(1);
        CompletableFuture<Void> waiting = waitForTurn();
        await().until(waiting::isCompletedExceptionally);
        assertThat(slot.lastUsed()).isEqualTo(1);
        assertThat(slot.take(SHARD)).isFalse();
    }

    @Test
    void aSlotThatTheOrdersNoLongerNameIsNotAskedFor() {
        slot.grant(1);
        slot.grant(0);
        CompletableFuture<Void> waiting = waitForTurn();
        await().until(slot::waiting);
        assertThat(waiting).isNotDone();
        assertThat(asked).isEmpty();
    }

    @Test
    void aSlotTakenBeforeAFreezeIsNotUsedAfterIt() {
        slot.grant(1);
        waitForTurn().join();
        mayGo.set(false);
        assertThat(slot.take(SHARD)).isFalse();
        assertThat(slot.lastUsed()).isEqualTo(1);
        mayGo.set(true);
        assertThat(slot.take(SHARD)).isFalse();
    }

    private boolean take(long number) {
        asked.add(number);
        return book.get().test(number);
    }

    private CompletableFuture<Void> waitForTurn() {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        slot.await(SHARD);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                threads);
    }
}
