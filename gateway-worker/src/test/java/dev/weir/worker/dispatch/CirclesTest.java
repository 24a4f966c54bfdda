package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.messageEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import dev.weir.worker.event.EventType;
import dev.weir.worker.shard.WorkerLease;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever waits, waits: no thread of a lane goes round in a circle, and none keeps a carrier from the thread it waits for. How often
 * a thread looked at the clock or the gate tells how often it went round; in a circle that is some hundred thousand times a second.
 */
class CirclesTest {
    private static final int MOST_IN_A_SECOND = 500;
    private static final int CARRIERS = Runtime.getRuntime().availableProcessors();
    private static final Duration LONG = Duration.ofSeconds(20);

    private enum Gate {
        OPEN,
        CLOSED,
        BROKEN
    }

    private volatile Gate gate = Gate.OPEN;
    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong looksAtGate = new AtomicLong();
    private final Lane lane = lane(LaneSettings.DEFAULT);

    private Lane lane(LaneSettings settings) {
        return new Lane(
                new ShardId(0, 1),
                7,
                settings,
                _ -> {
                    looksAtGate.incrementAndGet();
                    if (gate == Gate.BROKEN) {
                        throw new IllegalStateException("broken");
                    }
                    return gate == Gate.OPEN;
                },
                new Parts.Permits(),
                new Parts.Told(),
                () -> null,
                this::look);
    }

    private long look() {
        if (Thread.currentThread().getName().startsWith("lane-")) {
            looks.incrementAndGet();
        }
        return System.nanoTime();
    }

    @AfterEach
    void close() {
        gate = Gate.OPEN;
        lane.close(new EndReason.Shutdown());
    }

    private static long inASecond(AtomicLong count) {
        long before = count.get();
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        return count.get() - before;
    }

    private void offer(long id) {
        assertThat(lane.offer(messageEvent(id, System.nanoTime(), CHANNEL, 100, "x")))
                .isTrue();
    }

    @Test
    void aTimerThatIsDueBehindAnEventThatWaitsForTheGateLetsTheLaneSleep() {
        var ends = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .time(Duration.ofMillis(200))
                .start()
                .ended();
        gate = Gate.CLOSED;
        offer(1);

        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(inASecond(looks)).isLessThan(MOST_IN_A_SECOND);
        assertThat(ends).isNotDone();

        gate = Gate.OPEN;
        lane.look();
        assertThat(ends.orTimeout(10, TimeUnit.SECONDS).join().items()).hasSize(1);
    }

    @Test
    void aWallClockThatIsSetClosesTheGateUntilTheNextRenewalAndTheLaneSleeps() {
        AtomicLong wallMillis = new AtomicLong(1_000_000);
        WorkerLease lease = new WorkerLease(System::nanoTime, wallMillis::get);
        assertThat(renewed(lease)).isTrue();
        Parts.Told told = new Parts.Told();
        Lane ofLease = new Lane(
                new ShardId(0, 1), 7, LaneSettings.DEFAULT, lease, new Parts.Permits(), told, () -> null, this::look);
        var ends = ofLease.collectors()
                .messages()
                .inChannel(CHANNEL)
                .time(Duration.ofMillis(200))
                .start()
                .ended();

        wallMillis.addAndGet(3_000);
        ofLease.offer(messageEvent(1, System.nanoTime(), CHANNEL, 100, "x"));

        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(inASecond(looks)).isLessThan(MOST_IN_A_SECOND);
        assertThat(ends).isNotDone();
        assertThat(renewed(lease)).isTrue();
        ofLease.look();
        assertThat(ends.orTimeout(10, TimeUnit.SECONDS).join().items()).hasSize(1);
        ofLease.close();
    }

    private static boolean renewed(WorkerLease lease) {
        return lease.granted(lease.asked(System.nanoTime()), System.nanoTime());
    }

    @Test
    void anEventThatWaitedTooLongLetsTheTimersBehindItGoOn() {
        LaneSettings usual = LaneSettings.DEFAULT;
        Lane brief = lane(new LaneSettings(
                usual.inboxCapacity(),
                usual.inboxBytes(),
                usual.inboxWait(),
                usual.fenceEvents(),
                usual.fenceBytes(),
                Duration.ofMillis(300),
                usual.progressEvery(),
                usual.drain(),
                usual.onDisconnect(),
                usual.alerts()));
        var ends = brief.collectors()
                .messages()
                .inChannel(CHANNEL)
                .time(Duration.ofMillis(100))
                .start()
                .ended();
        gate = Gate.CLOSED;

        brief.offer(messageEvent(1, System.nanoTime(), CHANNEL, 100, "x"));

        await().until(ends::isDone);
        assertThat(brief.stats().fenceDropped()).isEqualTo(1);
        brief.close();
    }

    @Test
    void aLaneThatWasInterruptedSleepsAllTheSame() {
        lane.command(_ -> Thread.currentThread().interrupt());

        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        assertThat(inASecond(looks)).isLessThan(MOST_IN_A_SECOND);
    }

    @Test
    void aTurnThatFailsEachTimeIsNotTriedInACircle() {
        gate = Gate.CLOSED;
        offer(1);
        await().until(() -> lane.stats().fenceHeld() == 1);

        gate = Gate.BROKEN;

        await().pollDelay(Duration.ofMillis(200)).until(() -> true);
        assertThat(inASecond(looksAtGate)).isLessThan(MOST_IN_A_SECOND);
        gate = Gate.OPEN;
        await().until(() -> lane.stats().fenceHeld() == 0);
    }

    @Test
    void aHandlerThatLeftItsThreadInterruptedWaitsForTheGateAllTheSame() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger heard = new AtomicInteger();
        try (AutoCloseable _ = lane.events().on(EventType.MESSAGE_CREATE, _ -> {
            interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
            if (heard.incrementAndGet() == 1) {
                first.countDown();
                await().until(() -> go.getCount() == 0);
                Thread.currentThread().interrupt();
            }
        })) {
            offer(1);
            offer(2);
            assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
            await().until(() -> lane.stats().events() == 2);
            gate = Gate.CLOSED;
            go.countDown();

            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            assertThat(inASecond(looksAtGate)).isLessThan(MOST_IN_A_SECOND);
            assertThat(heard).hasValue(1);

            gate = Gate.OPEN;
            lane.look();
            await().until(() -> heard.get() == 2);
            assertThat(interrupted).hasValue(0);
        }
    }

    @Test
    void interruptedThreadsThatWaitForRoomLeaveCarriersToTheOneThatMakesIt() {
        Inbox inbox = new Inbox(2, 1 << 20);
        assertThat(inbox.put("a", 0) && inbox.put("b", 0)).isTrue();
        int putters = 4 * CARRIERS;
        AtomicInteger put = new AtomicInteger();
        AtomicInteger stillInterrupted = new AtomicInteger();
        try {
            for (int i = 0; i < putters; i++) {
                Thread.ofVirtual().start(() -> {
                    Thread.currentThread().interrupt();
                    put.addAndGet(inbox.putSurely("more") ? 1 : 0);
                    stillInterrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                });
            }
            await().pollDelay(Duration.ofMillis(200)).until(inbox::expectsMore);

            AtomicInteger taken = new AtomicInteger();
            Thread.ofVirtual().start(() -> {
                while (taken.get() < putters + 2) {
                    taken.addAndGet(inbox.poll() == null ? 0 : 1);
                    LockSupport.parkNanos(1_000);
                }
            });

            await().atMost(LONG).until(() -> taken.get() == putters + 2);
            await().until(() -> stillInterrupted.get() == putters);
            assertThat(put).hasValue(putters);
        } finally {
            inbox.close();
        }
    }

    @Test
    void toWaitForRoomTakesNextToNoProcessor() throws Exception {
        Inbox inbox = new Inbox(2, 1 << 20);
        assertThat(inbox.put("a", 0) && inbox.put("b", 0)).isTrue();
        AtomicLong cpu = new AtomicLong();
        Thread waits = Thread.ofPlatform().start(() -> {
            inbox.put("c", Duration.ofSeconds(2).toNanos());
            cpu.set(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
        });

        assertThat(waits.join(LONG)).isTrue();
        assertThat(Duration.ofNanos(cpu.get())).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void lanesThatEndTogetherDoNotKeepTheCarriersFromWhatIsStillBeingPut() throws Exception {
        LaneSettings narrow = LaneSettings.DEFAULT.withDrain(Duration.ofMillis(500));
        List<Lane> lanes =
                Stream.generate(() -> lane(narrow)).limit(8L * CARRIERS).toList();
        for (Lane each : lanes) {
            for (int i = 0; i < 50; i++) {
                Thread.ofVirtual().start(() -> {
                    boolean goesOn = true;
                    while (goesOn) {
                        goesOn = each.command(_ -> {});
                    }
                });
            }
        }
        List<Thread> closing = new ArrayList<>();
        for (Lane each : lanes) {
            closing.add(Thread.ofPlatform().start(each::close));
        }

        for (Thread each : closing) {
            assertThat(each.join(LONG)).isTrue();
        }
        await().atMost(LONG).until(() -> lanes.stream().noneMatch(Lane::alive));
    }
}
