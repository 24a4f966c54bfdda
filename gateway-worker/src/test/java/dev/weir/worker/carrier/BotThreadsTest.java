package dev.weir.worker.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test's thread is the reader. */
@Timeout(30)
class BotThreadsTest {
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final String me = Thread.currentThread().getName();

    /** A virtual thread names who carries it behind the @. */
    private static String carrier() {
        String text = Thread.currentThread().toString();
        return text.substring(text.lastIndexOf('@') + 1);
    }

    private void note(String what) {
        assertThat(Thread.currentThread().isVirtual()).isTrue();
        seen.add(what + " on " + carrier());
    }

    private static void compute(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theJdkOfTheTestsLetsUs() {
        assertThat(Rides.POSSIBLE).isTrue();
    }

    @Test
    void whatAFrameStartsIsCarriedByTheReaderWhenTheFrameIsDone() {
        BotThreads.lend(() -> {
            BotThreads.start(BotThreadsTest.class, "a", () -> note("first"));
            BotThreads.start(BotThreadsTest.class, "b", () -> note("second"));
            seen.add("frame done");
        });
        assertThat(seen).containsExactly("frame done", "first on " + me, "second on " + me);
    }

    @Test
    void whoWaitsLeavesTheReaderAndGoesOnElsewhere() {
        CountDownLatch latch = new CountDownLatch(1);
        BotThreads.lend(() -> BotThreads.start(BotThreadsTest.class, "waits", () -> {
            note("begins");
            uninterrupted(latch);
            note("goes on");
        }));
        assertThat(seen).containsExactly("begins on " + me);
        latch.countDown();
        await().until(() -> seen.size() == 2);
        assertThat(seen).last().asString().startsWith("goes on on ForkJoinPool");
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // A handler may yield, whatever it is good for.
    void locksAndNapsAndYieldsFreeTheReaderToo() throws InterruptedException {
        Object monitor = new Object();
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread owner = Thread.ofPlatform().start(() -> {
            synchronized (monitor) {
                held.countDown();
                uninterrupted(release);
            }
        });
        held.await();
        lock.lock();
        try {
            carry(() -> {
                synchronized (monitor) {
                    note("monitor");
                }
            });
            carry(() -> {
                lock.lock();
                try {
                    note("lock");
                } finally {
                    lock.unlock();
                }
            });
            carry(() -> {
                LockSupport.parkNanos(1_000_000);
                note("nap");
            });
            carry(() -> {
                Thread.yield();
                note("yield");
            });
            assertThat(seen).noneMatch(what -> what.startsWith("monitor") || what.startsWith("lock"));
        } finally {
            lock.unlock();
            release.countDown();
        }
        owner.join();
        await().until(() -> seen.size() == 4);
        assertThat(seen).allMatch(what -> what.contains(" on ForkJoinPool"));
    }

    private static void carry(Runnable work) {
        BotThreads.lend(() -> BotThreads.start(BotThreadsTest.class, "carried", work));
    }

    @Test
    void whatAHandlerStartsIsNotTheReadersMatter() {
        BotThreads.lend(() -> BotThreads.start(BotThreadsTest.class, "outer", () -> {
            assertThat(BotThreads.lent()).isFalse();
            BotThreads.start(BotThreadsTest.class, "inner", () -> note("inner"));
            Thread.startVirtualThread(() -> note("child"));
            BotThreads.lend(() -> BotThreads.start(BotThreadsTest.class, "lent", () -> note("lent")));
        }));
        await().until(() -> seen.size() == 3);
        assertThat(seen).allMatch(what -> what.contains(" on ForkJoinPool"));
    }

    @Test
    void withoutALenderTheyStartOnThePool() {
        assertThat(BotThreads.lent()).isFalse();
        BotThreads.start(BotThreadsTest.class, "pooled", () -> note("pooled"));
        await().until(() -> seen.size() == 1);
        assertThat(seen).first().asString().startsWith("pooled on ForkJoinPool");
    }

    @Test
    void aFrameThatFailsStillStartsWhatItHasBegun() {
        assertThatThrownBy(() -> BotThreads.lend(() -> {
                    BotThreads.start(BotThreadsTest.class, "begun", () -> note("begun"));
                    throw new IllegalStateException("frame");
                }))
                .hasMessage("frame");
        assertThat(seen).containsExactly("begun on " + me);
        assertThat(BotThreads.lent()).isFalse();
    }

    @Test
    void aHandlerThatThrowsHarmsNobody() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> seen.add("uncaught " + e.getMessage()));
        try {
            BotThreads.lend(() -> {
                BotThreads.start(BotThreadsTest.class, "throws", () -> {
                    throw new IllegalStateException("handler");
                });
                BotThreads.start(BotThreadsTest.class, "next", () -> note("next"));
            });
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(seen).containsExactly("uncaught handler", "next on " + me);
    }

    @Test
    void anInterruptOfOneThatWaitsForItsTurnIsNotTheReaders() {
        BotThreads.lend(() -> {
            Thread thread = BotThreads.start(
                    BotThreadsTest.class,
                    "abandoned",
                    () -> seen.add("" + Thread.currentThread().isInterrupted()));
            thread.interrupt();
        });
        await().until(() -> seen.size() == 1);
        assertThat(seen).containsExactly("true");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void codeThatComputesForLongIsLeftToOthers() {
        class Slow {}
        class Quick {}
        List<Boolean> carried = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            BotThreads.lend(() -> BotThreads.start(Slow.class, "slow", () -> {
                note("slow");
                compute(50);
            }));
            BotThreads.lend(() -> BotThreads.start(Quick.class, "quick", () -> note("quick")));
            carried.add(seen.contains("quick on " + me));
        }
        await().until(() -> seen.size() == 6);
        assertThat(seen.stream().filter(("slow on " + me)::equals)).hasSize(1);
        assertThat(seen.stream().filter(("quick on " + me)::equals)).hasSize(3);
        assertThat(carried).containsExactly(true, true, true);
    }
}
