package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceTest {
    private final Sequence sequence = new Sequence();

    @BeforeEach
    void fiveDispatches() {
        sequence.mark(1);
        for (int number = 2; number <= 5; number++) {
            assertThat(sequence.isNew(number, false)).isTrue();
        }
        assertThat(sequence.last()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 1_000_000, 9, 7})
    void oneNumberThatLeapsIsDeliveredAndCountsForNothing(int leap) {
        assertThat(sequence.isNew(leap, false)).isTrue();
        assertThat(sequence.last()).isEqualTo(5);

        for (int number = 6; number <= 12; number++) {
            assertThat(sequence.isNew(number, false)).as("number %d", number).isTrue();
            assertThat(sequence.last()).isEqualTo(number);
        }
    }

    @Test
    void aLeapThatTheNextDispatchGoesOnFromCounts() {
        assertThat(sequence.isNew(100, false)).isTrue();
        assertThat(sequence.isNew(101, false)).isTrue();

        assertThat(sequence.last()).isEqualTo(101);
    }

    @Test
    void whatLeaptIsNotDeliveredAgainWhenItIsReplayed() {
        assertThat(sequence.isNew(7, false)).isTrue();

        assertThat(sequence.isNew(6, true)).isTrue();
        assertThat(sequence.isNew(7, true)).isFalse();
        assertThat(sequence.isNew(8, true)).isTrue();
        assertThat(sequence.last()).isEqualTo(8);
    }

    @Test
    void aReplayOfWhatCameIsNotNew() {
        assertThat(sequence.isNew(5, true)).isFalse();
        assertThat(sequence.isNew(2, false)).isFalse();
        assertThat(sequence.last()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aDispatchWithoutANumberIsNewAndCountsForNothing(int none) {
        assertThat(sequence.isNew(none, false)).isTrue();

        assertThat(sequence.last()).isEqualTo(5);
        assertThat(sequence.isNew(6, false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 6, Integer.MAX_VALUE})
    void resumedNeedsNoNumberOfItsOwn(int told) {
        sequence.mark(told);

        assertThat(sequence.last()).isEqualTo(told == 6 ? 6 : 5);
        assertThat(sequence.isNew(7, false)).isTrue();
    }

    @Test
    void aNewSessionCountsAnew() {
        assertThat(sequence.isNew(900, false)).isTrue();
        sequence.restart();
        sequence.mark(1);

        assertThat(sequence.isNew(2, false)).isTrue();
        assertThat(sequence.last()).isEqualTo(2);
    }
}
