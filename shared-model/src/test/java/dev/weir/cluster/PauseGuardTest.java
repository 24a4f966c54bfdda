package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PauseGuardTest {
    private long nowNanos = 1;
    private final PauseGuard guard = new PauseGuard(() -> nowNanos);

    @Test
    void aProcessThatRunsMayWrite() {
        after(20);
        guard.beat();
        after(499);

        assertThat(guard.mayWrite()).isTrue();
        assertThat(guard.gaps()).isZero();
    }

    @Test
    void aProcessThatWasStoppedMayNotWriteEvenBeforeItsNextBeat() {
        after(501);

        assertThat(guard.mayWrite()).isFalse();
    }

    @Test
    void aFreshBeatIsNotEnoughAfterAGap() {
        after(501);
        guard.beat();
        after(20);
        guard.beat();
        guard.listen(() -> false);

        assertThat(guard.mayWrite()).isFalse();
        assertThat(guard.gaps()).isOne();
    }

    @Test
    void aMajorityThatAnswersAfterTheGapAllowsWritesAgain() {
        after(501);
        guard.beat();
        guard.listen(() -> true);

        assertThat(guard.mayWrite()).isTrue();
    }

    @Test
    void aRoundTripThatASecondGapInterruptedDoesNotCount() {
        after(501);
        guard.beat();
        guard.listen(() -> {
            after(3_000);
            guard.beat();
            return true;
        });

        assertThat(guard.mayWrite()).isFalse();
        assertThat(guard.gaps()).isEqualTo(2);
        guard.listen(() -> true);
        assertThat(guard.mayWrite()).isTrue();
    }

    @Test
    void aMajorityIsAskedOnlyAfterAGap() {
        AtomicInteger asked = new AtomicInteger();
        guard.listen(() -> asked.incrementAndGet() > 0);

        assertThat(asked).hasValue(0);
    }

    private void after(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
