package dev.weir.worker.admission;

import static dev.weir.worker.admission.Answers.admitted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.model.LimitUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PermitPoolTest {
    private static final Demand PATIENT = new Demand(1, 0, 0, Duration.ofSeconds(30));
    private static final Demand IMPATIENT = new Demand(1, 0, 0, Duration.ZERO);

    private final ScheduledExecutorService timeouts = Executors.newSingleThreadScheduledExecutor();
    private final AtomicBoolean leased = new AtomicBoolean(true);
    private final PermitPool pool = new PermitPool(
            "collectors",
            LocalLimits.queueOf(3),
            _ -> leased.get(),
            Admission.UNBOUNDED,
            System::nanoTime,
            () -> {},
            timeouts);

    @AfterEach
    void stopTimeouts() {
        timeouts.shutdownNow();
    }

    @Test
    void nothingIsHandedOutBeforeTheFirstOrders() {
        assertThat(pool.request(IMPATIENT)).isInstanceOf(Answer.Refused.class);
        assertThat(pool.use()).isEqualTo(new LimitUse("collectors", 0, 0, 0));
    }

    @Test
    void handsOutAsManyAsAllowedAndNotOneMore() {
        pool.allow(2);
        assertThat(pool.request(IMPATIENT)).isInstanceOf(Answer.Admitted.class);
        assertThat(pool.request(IMPATIENT)).isInstanceOf(Answer.Admitted.class);
        assertThat(pool.request(IMPATIENT))
                .isEqualTo(new Answer.Refused(
                        "the limit 'collectors' is used up (2 allowed here), and the request does not wait"));
        assertThat(pool.use()).isEqualTo(new LimitUse("collectors", 2, 2, 0));
    }

    @Test
    void releasingTwiceGivesBackOnce() {
        pool.allow(2);
        Permit first = admitted(pool.request(IMPATIENT));
        admitted(pool.request(IMPATIENT));
        first.release();
        first.release();
        assertThat(pool.use().used()).isEqualTo(1);
    }

    @Test
    void aLoweredAllowanceIsReportedAsHeldUntilThePermitsAreBack() {
        pool.allow(2);
        Permit first = admitted(pool.request(IMPATIENT));
        admitted(pool.request(IMPATIENT));
        pool.allow(1);
        assertThat(pool.use()).isEqualTo(new LimitUse("collectors", 2, 2, 0));
        first.release();
        assertThat(pool.use()).isEqualTo(new LimitUse("collectors", 1, 1, 0));
        assertThat(pool.request(IMPATIENT)).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void withoutALeaseNothingIsHandedOut() {
        pool.allow(5);
        leased.set(false);
        assertThat(pool.request(PATIENT)).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void underManyThreadsNeverOneMoreThanAllowedAndAllComeBack() throws Exception {
        int allowed = 7;
        PermitPool shared = new PermitPool(
                "collectors",
                LocalLimits.queueOf(10_000),
                _ -> true,
                Admission.UNBOUNDED,
                System::nanoTime,
                () -> {},
                timeouts);
        shared.allow(allowed);
        AtomicInteger inUse = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicLong done = new AtomicLong();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                all.add(CompletableFuture.runAsync(
                        () -> {
                            awaitQuietly(start);
                            for (int i = 0; i < 2_000; i++) {
                                Permit permit = switch (shared.request(PATIENT)) {
                                    case Answer.Admitted admitted -> admitted.permit();
                                    case Answer.Queued queued -> queued.permit().join();
                                    case Answer.Refused refused -> throw new AssertionError(refused.reason());
                                };
                                most.accumulateAndGet(inUse.incrementAndGet(), Math::max);
                                inUse.decrementAndGet();
                                permit.release();
                                done.incrementAndGet();
                            }
                        },
                        threads));
            }
            start.countDown();
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
        }
        assertThat(done).hasValue(32_000);
        assertThat(most.get()).isLessThanOrEqualTo(allowed);
        assertThat(shared.use()).isEqualTo(new LimitUse("collectors", allowed, 0, 0));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
