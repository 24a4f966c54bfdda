package dev.weir.worker.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a lender does after how long, by a clock that stands. */
@Timeout(30)
class LenderTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final Lender lender = new Lender(now::get);
    private final Manners manners = new Manners("code", now.get());
    private final Thread me = Thread.currentThread();

    private void pass(long micros) {
        now.addAndGet(TimeUnit.MICROSECONDS.toNanos(micros));
    }

    private boolean carriesAll() {
        AtomicBoolean all = new AtomicBoolean();
        lender.lend(() -> all.set(lender.carriesAll()));
        return all.get();
    }

    private void carry(Runnable work) {
        lender.lend(() -> assertThat(lender.keep(manners, "carried", work)).isNotNull());
    }

    /** Whether the caller, a virtual thread, is carried by the test. */
    private boolean here() {
        return Thread.currentThread().toString().endsWith("@" + me.getName());
    }

    @Test
    void lendsOnlyDuringTheWork() {
        assertThat(lender.lends()).isFalse();
        assertThat(lender.carriesAll()).isFalse();
        assertThat(carriesAll()).isTrue();
        assertThat(lender.lends()).isFalse();
    }

    @Test
    void aFrameHasTheReaderForAMillisecond() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(20);
        AtomicInteger carriedHere = new AtomicInteger();
        lender.lend(() -> {
            for (int i = 0; i < 20; i++) {
                lender.keep(manners, "one of many", () -> {
                    if (here()) {
                        carriedHere.incrementAndGet();
                        pass(150);
                    }
                    all.countDown();
                });
            }
        });
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(carriedHere).hasValue(7);
        assertThat(carriesAll()).isFalse();
    }

    @Test
    void whereCodeWaitsTheReaderDoesNotCountOnItForTenMilliseconds() {
        CountDownLatch latch = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        carry(() -> {});
        assertThat(carriesAll()).isTrue();
        carry(() -> {
            try {
                ended.set(latch.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(carriesAll()).isFalse();
        pass(9_999);
        assertThat(carriesAll()).isFalse();
        pass(1);
        assertThat(carriesAll()).isTrue();
        latch.countDown();
        await().untilTrue(ended);
    }

    @Test
    void codeWithBadMannersIsNotKept() {
        carry(() -> pass(50_000));
        lender.lend(() -> assertThat(lender.keep(manners, "again", () -> {})).isNull());
        assertThat(carriesAll()).isFalse();
        pass(3_000_000);
        carry(() -> pass(1));
        assertThat(carriesAll()).isTrue();
    }
}
