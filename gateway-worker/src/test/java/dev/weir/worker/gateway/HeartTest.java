package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Heart heart = new Heart(1000, 0.5, () -> 17, 0);

    @Test
    void theFirstBeatWaitsForItsJitter() {
        assertThat(heart.due(SECOND / 2 - 1)).isNull();
        assertThat(heart.due(SECOND / 2)).isEqualTo("{\"op\":1,\"d\":17}");
        assertThat(heart.due(SECOND)).isNull();
        assertThat(heart.due(SECOND * 3 / 2)).isNotNull();
    }

    @Test
    void aLateBeatDoesNotDelayTheOthers() {
        assertThat(heart.due(SECOND * 6 / 10)).isNotNull();
        assertThat(heart.due(SECOND * 3 / 2)).isNotNull();
    }

    @Test
    void nothingSeenYetIsNull() {
        assertThat(new Heart(1000, 0, () -> 0, 0).beat(1)).isEqualTo("{\"op\":1,\"d\":null}");
    }

    @Test
    void aBeatThatIsNotAcknowledgedWhenTheNextIsDueMeansADeadPeer() {
        heart.beat(SECOND);

        assertThat(heart.dead(SECOND * 2 - 1)).isFalse();
        assertThat(heart.dead(SECOND * 2)).isTrue();
    }

    @Test
    void aSecondBeatDoesNotHideThatTheFirstWasNotAcknowledged() {
        heart.beat(SECOND);
        heart.beat(SECOND * 3 / 2);

        assertThat(heart.dead(SECOND * 2)).isTrue();
    }

    @Test
    void aPeerThatOwesNothingIsAlive() {
        assertThat(heart.dead(SECOND * 100)).isFalse();
    }

    @Test
    void anAckKeepsItAlive() {
        heart.beat(SECOND * 2);

        assertThat(heart.acknowledged(SECOND * 2 + 30)).isEqualTo(30);
        assertThat(heart.dead(SECOND * 4)).isFalse();
    }
}
