package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GlobalLimitTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final GlobalLimit limit = new GlobalLimit(0);

    @Test
    void noSecondHasMoreThanFifty() {
        long[] turns = new long[1_000];
        for (int i = 0; i < turns.length; i++) {
            long now = i * 5_000_000L;
            turns[i] = now + limit.take(now);
        }

        for (int i = GlobalLimit.REQUESTS; i < turns.length; i++) {
            assertThat(turns[i] - turns[i - GlobalLimit.REQUESTS]).isGreaterThan(SECOND);
        }
    }

    @Test
    void whatWasNotUsedMayBeUsedAtOnce() {
        for (int i = 0; i < GlobalLimit.REQUESTS; i++) {
            assertThat(limit.take(10)).isZero();
        }
        assertThat(limit.take(10)).isEqualTo(GlobalLimit.SPAN_NANOS);
    }

    @Test
    void aGlobal429StopsEverything() {
        limit.pause(0, 3 * SECOND);
        limit.pause(0, SECOND);

        assertThat(limit.take(SECOND)).isEqualTo(2 * SECOND);
        assertThat(limit.take(3 * SECOND)).isZero();
    }
}
