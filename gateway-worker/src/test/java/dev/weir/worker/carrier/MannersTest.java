package dev.weir.worker.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MannersTest {
    /** Any origin: the monotonic clock has none. */
    private static final long NOW = Long.MAX_VALUE - 1_000;

    private final Manners manners = new Manners("code", NOW);

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void shortRunsAreFree() {
        for (int i = 0; i < 1_000_000; i++) {
            manners.kept(200_000, NOW);
        }
        assertThat(manners.good(() -> NOW)).isTrue();
    }

    @Test
    void aHiccupIsOnCredit() {
        manners.kept(millis(25), NOW);
        assertThat(manners.good(() -> NOW)).isTrue();
        manners.kept(millis(1), NOW);
        assertThat(manners.good(() -> NOW)).isFalse();
    }

    @Test
    void whatTookLongIsPaidWithAHundredthOfTheTime() {
        manners.kept(200_000 + millis(50), NOW);
        assertThat(manners.good(() -> NOW + millis(2_499))).isFalse();
        assertThat(manners.good(() -> NOW + millis(2_501))).isTrue();
    }

    @Test
    void whatIsPaidDoesNotMakeRich() {
        manners.kept(200_000 + millis(50), NOW + millis(1_000_000));
        assertThat(manners.good(() -> NOW + millis(1_002_499))).isFalse();
    }

    @Test
    void aProcessThatStoodStillForADayIsForgivenWithinAnHourOrSo() {
        manners.kept(TimeUnit.DAYS.toNanos(1), NOW);
        assertThat(manners.good(() -> NOW + TimeUnit.MINUTES.toNanos(59))).isFalse();
        assertThat(manners.good(() -> NOW + TimeUnit.MINUTES.toNanos(60))).isTrue();
    }
}
