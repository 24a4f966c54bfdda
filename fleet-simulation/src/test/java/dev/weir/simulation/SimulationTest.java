package dev.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is promised, over seeded schedules; {@code ./weir simulate --seeds 1000000} runs more of the same. */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("weir.seeds", 1_500);

    @BeforeAll
    static void silence() {
        Main.silence();
    }

    @Test
    void noScheduleBreaksAPromise() throws InterruptedException {
        Sweep sweep = Sweep.run(1, SEEDS, Sabotage.NONE, _ -> {});
        assertThat(sweep.failures()).isEmpty();
        assertThat(sweep.schedules()).isEqualTo(SEEDS);
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        for (long seed : new long[] {1, 2, 3, 77, 1_234_567}) {
            Verdict once = new World(Schedule.of(seed), true).run();
            Verdict again = new World(Schedule.of(seed), true).run();
            assertThat(again).isEqualTo(once);
            assertThat(new World(Schedule.of(seed), false).run().fingerprint()).isEqualTo(once.fingerprint());
        }
    }

    @Test
    void otherSeedsGiveOtherRuns() {
        assertThat(LongStream.range(0, 50)
                        .map(seed -> new World(Schedule.of(seed), false).run().fingerprint())
                        .distinct()
                        .count())
                .isEqualTo(50);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aRuleThatIsBrokenOnPurposeIsNoticed(Sabotage sabotage) throws InterruptedException {
        Sweep sweep = Sweep.run(1, 250, sabotage, _ -> {});
        assertThat(sweep.failures()).isNotEmpty();
    }

    @Test
    void aFailingScheduleIsShrunkToTheFaultsThatMatter() throws InterruptedException {
        Sweep sweep = Sweep.run(1, 250, Sabotage.NO_JUMP_DETECTION, _ -> {});
        long seed = sweep.failures().getFirst().seed();
        Schedule least = Shrinking.of(Schedule.of(seed).with(Sabotage.NO_JUMP_DETECTION));
        assertThat(new World(least, false).run().broken()).isNotNull();
        List<Fault> suspensions = least.faults().stream()
                .filter(each -> each instanceof Fault.SuspendWorker)
                .toList();
        assertThat(suspensions).isNotEmpty();
    }
}
