package dev.weir.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapRuleTest {
    private final HeapRule rule = new HeapRule(HeapThresholds.DEFAULT);

    private HeapPressure after(long percent) {
        return rule.after(percent, 100);
    }

    @Test
    void eachThresholdCountsFromWhereItIs() {
        long[] percents = {74, 75, 84, 85, 91, 92};
        HeapPressure[] expected = {
            HeapPressure.NONE,
            HeapPressure.STOP_DRAWING,
            HeapPressure.STOP_DRAWING,
            HeapPressure.EVICT,
            HeapPressure.EVICT,
            HeapPressure.REFUSE
        };
        for (int i = 0; i < percents.length; i++) {
            after(percents[i]);
            after(percents[i]);
            assertThat(after(percents[i])).isEqualTo(expected[i]);
        }
    }

    @Test
    void garbageThatAYoungCollectionLeftEvictsNobody() {
        after(40);
        after(90);
        assertThat(after(95)).isEqualTo(HeapPressure.NONE);
        assertThat(after(50)).isEqualTo(HeapPressure.NONE);
    }

    @Test
    void aFullHeapIsSeenAtTheThirdCollectionAndOneEmptierEndsItAtOnce() {
        after(95);
        after(95);
        assertThat(after(93)).isEqualTo(HeapPressure.REFUSE);
        assertThat(rule.above(100)).isEqualTo(18);
        assertThat(after(76)).isEqualTo(HeapPressure.STOP_DRAWING);
        assertThat(after(60)).isEqualTo(HeapPressure.NONE);
    }

    @Test
    void lessInUseEndsItWithoutACollectionAndMoreMeansNothing() {
        after(95);
        after(95);
        after(95);
        assertThat(rule.atMost(99, 100)).isEqualTo(HeapPressure.REFUSE);
        assertThat(rule.atMost(80, 100)).isEqualTo(HeapPressure.STOP_DRAWING);
    }
}
