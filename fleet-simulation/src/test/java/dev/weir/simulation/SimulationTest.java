package dev.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is promised, over seeded schedules; {@code ./weir simulate --seeds 1000000} runs more of the same. */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("weir.seeds", 10_000);

    @BeforeAll
    static void silence() {
        Main.silence();
    }

    @Test
    void noScheduleBreaksAPromise() throws InterruptedException {
        StringWriter said = new StringWriter();
        Sweep sweep = Processes.run(Runtime.getRuntime().availableProcessors(), 1, SEEDS, new PrintWriter(said, true));
        assertThat(sweep.failures()).as(said.toString()).isZero();
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

    /** Immutable maps have another order in every process. */
    @Test
    void theSameSeedGivesTheSameRunInAnotherProcess() throws IOException {
        assertThat(inAnotherProcess(77)).contains("fingerprint %016x".formatted(fingerprint(77)));
        assertThat(inAnotherProcess(1_234_567)).contains("fingerprint %016x".formatted(fingerprint(1_234_567)));
    }

    private static long fingerprint(long seed) {
        return new World(Schedule.of(seed), false).run().fingerprint();
    }

    private static String inAnotherProcess(long seed) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--seed",
                        String.valueOf(seed))
                .redirectErrorStream(true)
                .start();
        try (InputStream said = process.getInputStream()) {
            return new String(said.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aRuleThatIsBrokenOnPurposeIsNoticed(Sabotage sabotage) {
        assertThat(broken(sabotage)).isNotEmpty();
    }

    @Test
    void aFailingScheduleIsShrunkToTheFaultsThatMatter() {
        long seed = broken(Sabotage.NO_JUMP_DETECTION).getFirst();
        Schedule least = Shrinking.of(Schedule.of(seed).with(Sabotage.NO_JUMP_DETECTION));
        assertThat(new World(least, false).run().broken()).isNotNull();
        List<Fault> suspensions = least.faults().stream()
                .filter(each -> each instanceof Fault.SuspendWorker)
                .toList();
        assertThat(suspensions).isNotEmpty();
    }

    private static List<Long> broken(Sabotage sabotage) {
        List<Long> seeds = new ArrayList<>();
        Sweep sweep = Sweep.run(1, 250, sabotage, (seed, _) -> seeds.add(seed), _ -> {});
        assertThat(sweep.failures()).isEqualTo(seeds.size());
        return seeds;
    }
}
