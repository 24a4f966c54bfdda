package dev.weir.benchmark.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark of admission runs, for a few milliseconds each; what it measures so is of no worth. */
class AdmissionSmokeTest {

    private static Collection<RunResult> run(String pattern) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include("AdmissionBenchmark." + pattern)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(50))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    @Test
    void permitsAreTakenFromThePoolAndFromHazelcast() throws RunnerException {
        assertThat(run("(local|localAllScopes|hazelcastPerCall)$"))
                .hasSize(3)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
    }

    @Test
    void permitsAreTakenFromRedisWhereItIsInstalled() throws RunnerException {
        assumeThat(Child.exists(RedisPermits.SERVER))
                .as("SKIPPED: there is no redis-server on the path; install it to have Redis measured")
                .isTrue();
        assertThat(run("redisPerCall$"))
                .singleElement()
                .satisfies(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
    }
}
