package dev.weir.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvictionTest {
    private static final Evictable OLD = new Evictable(0, 1, false, 0, 100, 1, 1_000);
    private static final Evictable NEW = new Evictable(1, 1, false, 0, 200, 1, 1_000);
    private static final Evictable NEWEST_BUT_DEAR = new Evictable(0, 2, false, 5, 300, 1, 1_000);
    private static final Evictable LARGE = new Evictable(1, 2, false, 0, 150, 4, 9_000);

    @Test
    void theNewestOfTheLowestPriorityGoFirstOverAllShards() {
        assertThat(Eviction.ofPermits(List.of(OLD, NEWEST_BUT_DEAR, NEW), 2)).containsExactly(NEW, OLD);
        assertThat(Eviction.ofPermits(List.of(OLD, NEWEST_BUT_DEAR, NEW), 9))
                .containsExactly(NEW, OLD, NEWEST_BUT_DEAR);
    }

    @Test
    void weightsCountAndWhatEndsAlreadyCountsToo() {
        assertThat(Eviction.ofPermits(List.of(OLD, LARGE, NEW), 5)).containsExactly(NEW, LARGE);
        Evictable ending = new Evictable(2, 1, true, 0, 400, 4, 0);
        assertThat(Eviction.ofPermits(List.of(OLD, ending, LARGE, NEW), 5)).containsExactly(NEW);
    }

    @Test
    void forMemoryAtMostAQuarterGoesAtOnce() {
        assertThat(Eviction.ofBytes(List.of(OLD, NEW, LARGE, NEWEST_BUT_DEAR), 5_000, 4, 0))
                .containsExactly(NEW);
        assertThat(Eviction.ofBytes(List.of(OLD, NEW, LARGE, NEWEST_BUT_DEAR), 0, 4, 0))
                .isEmpty();
    }

    @Test
    void forMemoryNobodyEndsWhoseEndBringsNextToNothing() {
        Evictable ending = new Evictable(2, 1, true, 0, 400, 1, 90_000);
        assertThat(Eviction.ofBytes(List.of(OLD, LARGE, NEWEST_BUT_DEAR, ending), 200_000, 1, 2_000))
                .as("what is left takes 2,000 bytes")
                .containsExactly(LARGE);
        assertThat(Eviction.ofBytes(List.of(OLD, NEWEST_BUT_DEAR, ending), 200_000, 1, 2_000))
                .isEmpty();
    }
}
