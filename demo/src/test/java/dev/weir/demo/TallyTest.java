package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TallyTest {
    private final Tally tally = new Tally();

    @Test
    void countsOfAFormerOwnerAreKept() {
        tally.add(new Snapshot(List.of(row(0, 1, 10, Map.of("time", 6L))), null, Map.of(), null));
        tally.add(new Snapshot(List.of(row(0, 1, 12, Map.of("time", 9L))), null, Map.of(), null));
        tally.add(new Snapshot(List.of(row(0, 2, 3, Map.of("time", 1L, "limit", 1L))), null, Map.of(), null));

        assertThat(tally.started()).isEqualTo(15);
        assertThat(tally.ended()).isEqualTo(Map.of("time", 10L, "limit", 1L));
    }

    @Test
    void anOldAnswerDoesNotTakeBackWhatWasCounted() {
        tally.add(new Snapshot(List.of(row(0, 1, 12, Map.of("time", 9L))), null, Map.of(), null));
        tally.add(new Snapshot(List.of(row(0, 1, 10, Map.of("time", 6L))), null, Map.of(), null));

        assertThat(tally.started()).isEqualTo(12);
    }

    static ShardRow row(int shard, long token, long started, Map<String, Long> ended) {
        return new ShardRow(shard, token, "worker-1", "ACTIVE", 50, 12, 40.5, 2, started, ended, 900);
    }
}
