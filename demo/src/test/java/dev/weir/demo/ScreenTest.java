package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.Snapshot.Permits;
import dev.weir.demo.Snapshot.Referee;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScreenTest {
    private static final Duration SINCE = Duration.ofSeconds(14);
    private static final Referee REFEREE = new Referee(4, 0, 0, 6_000, 49, 0, 60);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    private final Tally tally = new Tally();

    @Test
    void elsewhereThanOnATerminalItIsOneLine() {
        List<ShardRow> shards = List.of(row(0, 900), row(1, 900));
        Snapshot now = new Snapshot(shards, new Permits(100, 8, 4), Map.of("worker-1", 31L), REFEREE);
        tally.add(now);

        new Screen(out, false).show(SINCE, now, tally);

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "  14 s  shards 2/2 ACTIVE {worker-1=2}  collectors: 4 active, 24 started, 31 items collected, ended {time=18}"
                                + "  permits 4/100  effects 49, twice 0  identifies 4, too early 0\n");
    }

    @Test
    void onATerminalTheTableIsPaintedOverTheLastOne() {
        Snapshot now = new Snapshot(List.of(row(0, 900)), new Permits(100, 8, 4), Map.of(), REFEREE);
        Screen screen = new Screen(out, true);

        screen.show(SINCE, now, tally);
        printed.reset();
        screen.show(SINCE, now, tally);

        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("\u001b[7A\u001b[J\nshard  worker");
    }

    @Test
    void aShardWhoseWorkerIsSilentIsNotCountedAsActive() {
        Snapshot now = new Snapshot(List.of(row(0, 900), row(1, 7_100)), null, Map.of(), null);

        assertThat(now.active()).isEqualTo(1);
        assertThat(Screen.line(SINCE, now, tally)).contains("shards 1/2 ACTIVE {worker-1=1}, 1 silent");
        assertThat(Screen.table(SINCE, now, tally)).anyMatch(line -> line.contains("silent for 7 s"));
    }

    @Test
    void whenNobodyAnswersItSaysSo() {
        Snapshot now = new Snapshot(null, null, Map.of(), null);

        assertThat(Screen.line(SINCE, now, tally))
                .contains("no coordinator answers", "the simulated Discord does not answer");
        assertThat(Screen.table(SINCE, now, tally)).contains("no coordinator answers");
    }

    private static ShardRow row(int shard, long ageMillis) {
        return new ShardRow(shard, 1, "worker-1", "ACTIVE", 50, 12, 40.5, 2, 12, Map.of("time", 9L), ageMillis);
    }
}
