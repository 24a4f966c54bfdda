package dev.weir.simulator.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }

    @Test
    void oneIdentifyPerBucketPerFiveSeconds() {
        IdentifyLedger ledger = new IdentifyLedger(2, FIVE_SECONDS, 100, 0);
        assertThat(ledger.identify(0, seconds(1))).isEqualTo(IdentifyLedger.Verdict.GRANTED);
        assertThat(ledger.identify(1, seconds(1))).isEqualTo(IdentifyLedger.Verdict.GRANTED);
        assertThat(ledger.identify(2, seconds(5.9))).isEqualTo(IdentifyLedger.Verdict.TOO_FAST);
        assertThat(ledger.identify(2, seconds(6))).isEqualTo(IdentifyLedger.Verdict.GRANTED);
        assertThat(ledger.smallestSpacingNanos()).containsOnlyKeys(0);
        assertThat(ledger.smallestSpacingNanos().get(0)).isEqualTo(seconds(4.9));
    }

    @Test
    void theBudgetIsFreshAfterADay() {
        IdentifyLedger ledger = new IdentifyLedger(1, Duration.ZERO, 2, 0);
        ledger.identify(0, 1);
        ledger.identify(0, 2);
        assertThat(ledger.identify(0, 3)).isEqualTo(IdentifyLedger.Verdict.OVER_BUDGET);
        assertThat(ledger.resetAfter(3)).isEqualTo(Duration.ofDays(1).minusNanos(3));
        assertThat(ledger.remaining(Duration.ofDays(1).toNanos())).isEqualTo(2);
    }

    @Test
    void aWindowSlides() {
        SlidingWindow window = new SlidingWindow(2, FIVE_SECONDS);
        assertThat(window.take(seconds(0))).isTrue();
        assertThat(window.take(seconds(3))).isTrue();
        assertThat(window.take(seconds(4.9))).isFalse();
        assertThat(window.untilFree(seconds(4.9))).isEqualTo(Duration.ofMillis(100));
        assertThat(window.take(seconds(5))).isTrue();
        assertThat(window.take(seconds(6))).isFalse();
        assertThat(window.take(seconds(8))).isTrue();
    }

    @Test
    void aBucketIsFullAgainAfterItsWindow() {
        RouteLimits limits = new RouteLimits();
        RouteLimits.Limit two = new RouteLimits.Limit(2, FIVE_SECONDS);
        assertThat(limits.take("a", two, seconds(10))).isEqualTo(new RouteLimits.Standing(true, 2, 1, FIVE_SECONDS));
        limits.take("a", two, seconds(11));
        assertThat(limits.take("a", two, seconds(12)))
                .isEqualTo(new RouteLimits.Standing(false, 2, 0, Duration.ofSeconds(3)));
        assertThat(limits.take("b", two, seconds(12)).allowed()).isTrue();
        assertThat(limits.take("a", two, seconds(15)).allowed()).isTrue();
    }
}
