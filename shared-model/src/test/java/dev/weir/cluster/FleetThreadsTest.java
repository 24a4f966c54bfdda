package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FleetThreadsTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger spinning = new AtomicInteger();

    private void spin() {
        spinning.incrementAndGet();
        while (!over.get()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void callsAndTimeOutsOfAClientNeedNeitherACarrierNorTheCommonPool() throws Exception {
        try (FleetThreads threads = FleetThreads.platform("test")) {
            for (int i = 0; i < 2 * PROCESSORS; i++) {
                Thread.ofVirtual().start(this::spin);
                ForkJoinPool.commonPool().execute(this::spin);
            }
            await().until(() -> spinning.get() >= PROCESSORS + Math.max(1, ForkJoinPool.getCommonPoolParallelism()));
            CompletableFuture<String> never = new CompletableFuture<>();

            CompletableFuture<String> called = CompletableFuture.supplyAsync(() -> "called", threads);
            threads.limit(never, Duration.ofMillis(50));

            assertThat(called.get(10, TimeUnit.SECONDS)).isEqualTo("called");
            assertThatThrownBy(() -> never.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        } finally {
            over.set(true);
        }
    }
}
