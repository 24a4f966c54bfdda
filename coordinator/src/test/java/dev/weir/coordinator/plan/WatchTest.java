package dev.weir.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchTest {
    private final Watch watch = new Watch();

    private void lookEvery250Millis(int fromMillis, int toMillis, Map<String, Long> counters) {
        for (int at = fromMillis; at <= toMillis; at += 250) {
            watch.look(counters, millis(at));
        }
    }

    private static long millis(long count) {
        return Duration.ofMillis(count).toNanos();
    }

    @Test
    void aCounterThatStandsStillFor11AndAHalfSecondsIsStale() {
        lookEvery250Millis(0, 11_500, Map.of("w@1", 7L));
        assertThat(watch.stale(millis(11_499))).isEmpty();
        assertThat(watch.stale(millis(11_500))).containsExactly("w@1");
    }

    @Test
    void itSaysWhenTheNextBecomesStale() {
        assertThat(watch.untilStaleNanos(millis(0))).isEqualTo(Long.MAX_VALUE);
        lookEvery250Millis(0, 1_000, Map.of("w@1", 7L));
        lookEvery250Millis(1_250, 11_250, Map.of("w@1", 7L, "w@2", 1L));
        assertThat(watch.untilStaleNanos(millis(11_300))).isEqualTo(millis(200));
        assertThat(watch.untilStaleNanos(millis(11_501))).isZero();
    }

    @Test
    void aCounterThatMovesIsNotStale() {
        lookEvery250Millis(0, 11_000, Map.of("w@1", 7L));
        lookEvery250Millis(11_250, 22_500, Map.of("w@1", 8L));
        assertThat(watch.stale(millis(22_500))).isEmpty();
        assertThat(watch.sinceRenewal("w@1", millis(22_500))).isEqualTo(Duration.ofMillis(11_250));
    }

    /** Seen: the watch began anew, and the shards of a dead worker stood still for twice as long. */
    @Test
    void aGapInItsOwnLoopDoesNotCountAndWhatWasSeenBeforeDoes() {
        lookEvery250Millis(0, 8_000, Map.of("w@1", 7L));
        lookEvery250Millis(17_000, 20_250, Map.of("w@1", 7L));
        assertThat(watch.stale(millis(20_499))).isEmpty();
        lookEvery250Millis(20_500, 20_500, Map.of("w@1", 7L));
        assertThat(watch.stale(millis(20_500))).containsExactly("w@1");
    }

    @Test
    void gapsOneAfterAnotherDoNotCountEither() {
        for (int at = 0; at < 60_000; at += 3_000) {
            lookEvery250Millis(at, at + 500, Map.of("w@1", 7L));
        }
        assertThat(watch.stale(millis(57_500))).as("10 s were watched").isEmpty();
    }

    @Test
    void aHolderThatIsNamedNoMoreIsForgotten() {
        lookEvery250Millis(0, 12_000, Map.of("w@1", 7L));
        watch.look(Map.of(), millis(12_250));
        assertThat(watch.stale(millis(12_250))).isEmpty();
        assertThat(watch.sinceRenewal("w@1", millis(12_250))).isNegative();
    }
}
