package dev.weir.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.model.CollectorRecord;
import dev.weir.model.ShardId;
import dev.weir.worker.OwnProcess;
import dev.weir.worker.admission.Admission;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.admission.Demand;
import dev.weir.worker.admission.MemoryAccount;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a lane says its collectors take of the heap, held against the heap; and what it does when that is too much. */
class MemoryTest {
    static final String TEXT = "x".repeat(2_000);

    private final List<Lane> lanes = new ArrayList<>();
    private long id = 1;

    record Account(MemoryAccount memory) implements Admission {
        @Override
        public Answer request(Demand demand) {
            return new Answer.Admitted(() -> {});
        }
    }

    record Unheard() implements Registry {
        @Override
        public void changed(CollectorRecord record) {}

        @Override
        public void ended(long number) {}
    }

    @AfterEach
    void close() {
        lanes.forEach(Lane::close);
    }

    private Lane lane(int shard, MemoryAccount memory) {
        Lane lane =
                new Lane(new ShardId(shard, 2), 1, LaneSettings.DEFAULT, _ -> true, new Account(memory), new Unheard());
        lanes.add(lane);
        return lane;
    }

    private CollectorHandle<Message> start(Lane lane, long channel, int priority, Options.Retain retain) {
        return lane.collectors()
                .messages()
                .inChannel(channel)
                .time(Duration.ofHours(1))
                .priority(priority)
                .retain(retain)
                .start();
    }

    private void send(Lane lane, long channel, String text) {
        assertThat(lane.offer(Samples.messageEvent(id++, System.nanoTime(), channel, 7, text)))
                .isTrue();
    }

    @Test
    void whatIsCountedIsWhatTheHeapHolds() throws Exception {
        Map<String, Long> seen = OwnProcess.run("-Xmx512m", HeldHeap.class);

        countedIs(seen, "idle", 80, 160);
        countedIs(seen, "awake", 80, 130);
        countedIs(seen, "full", 90, 130);
        assertThat(seen.get("closedCounted")).isZero();
    }

    private static void countedIs(Map<String, Long> seen, String when, int leastPercent, int mostPercent) {
        long heap = seen.getOrDefault(when, 0L);
        assertThat(heap).as("%s", seen).isPositive();
        assertThat(seen.get(when + "Counted"))
                .as("%s: %s", when, seen)
                .isBetween(heap * leastPercent / 100, heap * mostPercent / 100);
    }

    @Test
    void anItemThatManyKeepIsCountedOnce() {
        MemoryAccount memory = MemoryAccount.unbounded();
        Lane lane = lane(0, memory);
        for (int i = 0; i < 100; i++) {
            start(lane, 5, 0, new Options.Retain.Full(100));
        }
        send(lane, 5, "short");
        await().until(() -> lane.stats().accepted() == 100);
        long one = memory.heldBytes();
        send(lane, 5, TEXT);
        await().until(() -> lane.stats().accepted() == 200);
        assertThat(memory.heldBytes() - one).isBetween(2_000L, 2_000L + 100 * 100);
    }

    @Test
    void whoeverEndsGivesBackAllItTook() {
        MemoryAccount memory = MemoryAccount.unbounded();
        Lane lane = lane(0, memory);
        long nothing = memory.heldBytes();
        List<CollectorHandle<Message>> handles = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            handles.add(start(lane, 5, 0, new Options.Retain.Full(7)));
            handles.add(start(lane, 5, 0, new Options.Retain.Summary(5)));
        }
        CountDownLatch slow = new CountDownLatch(1);
        handles.add(lane.collectors()
                .messages()
                .inChannel(5)
                .time(Duration.ofHours(1))
                .onCollect(_ -> slow.await())
                .start());
        for (int i = 0; i < 30; i++) {
            send(lane, 5, TEXT);
        }
        await().until(() -> lane.stats().accepted() == 30 * 101);
        assertThat(memory.heldBytes()).isGreaterThan(30 * 2_000);
        slow.countDown();
        for (CollectorHandle<Message> each : handles) {
            var _ = each.stop("enough");
        }
        await().untilAsserted(() -> assertThat(memory.heldBytes()).isEqualTo(nothing));
    }

    @Test
    void aLaneThatUsesUpTheBudgetEndsItsNewestOfTheLowestPriorityAndNobodyElseDoes() {
        MemoryAccount memory = new MemoryAccount(400_000);
        Lane calm = lane(1, memory);
        CollectorHandle<Message> bystander = start(calm, 1, 0, new Options.Retain.Full(100));
        Lane flooded = lane(0, memory);
        CollectorHandle<Message> important = start(flooded, 9, 9, new Options.Retain.Full(100));
        List<CollectorHandle<Message>> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            others.add(start(flooded, 100 + i, 0, new Options.Retain.Full(100)));
        }
        for (int i = 0; i < 1_000; i++) {
            send(flooded, 100 + i % 10, TEXT);
            assertThat(memory.heldBytes()).isLessThan(400_000 + 5_000);
        }
        await().until(() -> flooded.stats().events() == 1_000);
        assertThat(flooded.stats().ended()).containsOnlyKeys("evicted");
        assertThat(flooded.stats().ended().get("evicted")).isLessThan(10);
        assertThat(others.getLast().ended()).isDone();
        assertThat(others.getFirst().ended()).isNotDone();
        assertThat(important.ended()).isNotDone();
        assertThat(bystander.ended()).isNotDone();
        assertThat(calm.stats().ended()).isEqualTo(Map.of());
    }
}
