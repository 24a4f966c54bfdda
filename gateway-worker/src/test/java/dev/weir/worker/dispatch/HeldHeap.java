package dev.weir.worker.dispatch;

import static org.awaitility.Awaitility.await;

import dev.weir.model.ShardId;
import dev.weir.worker.admission.MemoryAccount;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Samples;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** 20,000 collectors that sleep, then wake, then keep much: prints what is counted for them, and what the heap says. */
final class HeldHeap {
    private static final int COLLECTORS = 20_000;

    private final MemoryAccount memory = MemoryAccount.unbounded();
    private final Lane lane = new Lane(
            new ShardId(0, 1),
            1,
            LaneSettings.DEFAULT,
            _ -> true,
            new MemoryTest.Account(memory),
            new MemoryTest.Unheard());
    private final List<CollectorHandle<Message>> handles = new ArrayList<>();
    private long id = 1;
    private long before;

    private HeldHeap() {}

    public static void main(String[] args) {
        new HeldHeap().run();
    }

    private void run() {
        before = heapInUse();
        for (int i = 0; i < COLLECTORS; i++) {
            handles.add(lane.collectors()
                    .messages()
                    .inChannel(1_000 + i)
                    .time(Duration.ofHours(1))
                    .retain(new Options.Retain.Full(100))
                    .start());
        }
        when("idle", () -> lane.stats().active() == COLLECTORS);
        for (int i = 0; i < COLLECTORS; i++) {
            send(1_000 + i, "short");
        }
        when("awake", () -> lane.stats().accepted() == COLLECTORS);
        for (int i = 0; i < COLLECTORS; i++) {
            send(1_000 + i % 100, MemoryTest.TEXT);
        }
        when("full", () -> lane.stats().accepted() == 2 * COLLECTORS);
        lane.close();
        System.out.println("closedCounted=" + memory.heldBytes());
        System.out.println("handles=" + handles.size());
    }

    private void send(long channel, String text) {
        if (!lane.offer(Samples.messageEvent(id++, System.nanoTime(), channel, 7, text))) {
            throw new IllegalStateException("the lane took no more");
        }
    }

    private void when(String what, BooleanSupplier there) {
        await().until(there::getAsBoolean);
        System.out.println(what + "=" + (heapInUse() - before));
        System.out.println(what + "Counted=" + memory.heldBytes());
    }

    private static long heapInUse() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
