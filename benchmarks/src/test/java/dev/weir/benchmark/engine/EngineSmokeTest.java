package dev.weir.benchmark.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.benchmark.SmokeRun;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Every benchmark of the engine runs, for a few milliseconds each; what it measures so is of no worth. */
class EngineSmokeTest {

    @Test
    void everyBenchmarkRuns() throws RunnerException {
        Collection<RunResult> results = SmokeRun.of(
                "^dev\\.weir\\.benchmark\\.engine\\.",
                5,
                options -> options.param("elsewhere", "100").param("set", "100"));

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
