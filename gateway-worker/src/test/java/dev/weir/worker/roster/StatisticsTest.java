package dev.weir.worker.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.dispatch.LaneStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a worker says of its collectors once a minute. */
class StatisticsTest {
    private final AtomicLong seconds = new AtomicLong();
    private final AtomicReference<Totals> totals = new AtomicReference<>(Totals.NONE);
    private List<LaneStats> lanes = List.of();
    private List<PermitPool.Use> limits = List.of();
    private final Statistics statistics = new Statistics(
            StatisticsSettings.DEFAULT, totals::get, () -> lanes, () -> limits, () -> seconds.get() * 1_000_000_000L);

    /** Ten seconds go by; looks are taken every five. */
    private void tenSeconds() {
        for (int i = 0; i < 2; i++) {
            seconds.addAndGet(5);
            statistics.sample();
        }
    }

    private static Totals totals(long started, Map<String, Long> ended, long handlerErrors, long filterErrors) {
        return new Totals(0, 0, 0, started, ended, 0, 0, 0, handlerErrors, filterErrors, 0, 0, 0);
    }

    private static LaneStats lane(int active, int ending, Duration oldest) {
        return new LaneStats(active, 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ending, oldest);
    }

    @Test
    void theErrorRateFallsAgainWhenErrorsStop() {
        tenSeconds();
        totals.set(totals(0, Map.of(), 50, 10));
        tenSeconds();
        assertThat(statistics.now().errors()).isEqualTo(60);
        assertThat(statistics.now().errorsPerSecond()).isCloseTo(3, within(0.01));

        for (int i = 0; i < 6; i++) {
            tenSeconds();
        }
        assertThat(statistics.now().errors()).isZero();
        assertThat(statistics.now().errorsPerSecond()).isZero();
    }

    @Test
    void startsAndEndsAreThoseOfTheLastMinuteByReason() {
        totals.set(totals(7, Map.of("time", 3L, "limit", 1L), 0, 0));
        for (int i = 0; i < 12; i++) {
            tenSeconds();
        }
        totals.set(totals(12, Map.of("time", 3L, "limit", 5L), 0, 0));

        assertThat(statistics.now().started()).isEqualTo(5);
        assertThat(statistics.now().ended()).isEqualTo(Map.of("limit", 4L));
        assertThat(statistics.now().overSeconds()).isEqualTo(60);
    }

    @Test
    void lanesAreAddedUpAndTheOldestIsTheOldestOfAll() {
        lanes = List.of(lane(3, 1, Duration.ofSeconds(5)), lane(4, 2, Duration.ofSeconds(90)));

        Statistics.Now now = statistics.now();
        assertThat(now.live()).isEqualTo(7);
        assertThat(now.ending()).isEqualTo(3);
        assertThat(now.oldestSeconds()).isEqualTo(90);
        assertThat(now.warnings()).isEmpty();
    }

    @Test
    void moreThanEightyPercentOfALimitIsWarnedOf() {
        limits = List.of(new PermitPool.Use("worker", 50, 40), new PermitPool.Use("kind:modal", 0, 0));
        assertThat(statistics.now().warnings()).isEmpty();

        limits = List.of(new PermitPool.Use("worker", 50, 41));
        assertThat(statistics.now().warnings()).containsExactly("limit worker: 41 of 50 in use, more than 80 %");
    }

    @Test
    void moreThanAHundredThatWaitForCleanupAreWarnedOf() {
        lanes = List.of(lane(0, 100, Duration.ZERO));
        assertThat(statistics.now().warnings()).isEmpty();

        lanes = List.of(lane(0, 101, Duration.ZERO));
        assertThat(statistics.now().warnings()).containsExactly("101 wait for their handlers to end, more than 100");
    }
}
