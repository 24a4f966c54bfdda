package dev.weir.benchmark.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark of the engine runs, for a few milliseconds each; what it measures so is of no worth. */
class EngineSmokeTest {

    @Test
    void everyBenchmarkRuns() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("^dev\\.weir\\.benchmark\\.engine\\.")
                        .param("elsewhere", "100")
                        .param("set", "100")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(5))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();

        List<String> names = results.stream()
                .map(result -> result.getParams().getBenchmark())
                .map(name -> name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1))
                .toList();
        assertThat(names)
                .contains(
                        "IndexBenchmark.hit",
                        "IndexBenchmark.miss",
                        "RoutingBenchmark.recordForNobody",
                        "OfferBenchmark.accepted",
                        "LaneBenchmark.inABurst",
                        "FilterBenchmark.inOrderOfCost",
                        "TimersBenchmark.advanceOneMillisecond")
                .hasSize(17);
        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
    }
}
