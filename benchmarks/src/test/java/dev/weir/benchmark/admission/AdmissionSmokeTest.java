package dev.weir.benchmark.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.benchmark.SmokeRun;
import java.util.Collection;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Every benchmark of admission runs, for a few milliseconds each; what it measures so is of no worth. */
class AdmissionSmokeTest {

    private static Collection<RunResult> run(String pattern) throws RunnerException {
        return SmokeRun.of("AdmissionBenchmark." + pattern, 50, UnaryOperator.identity());
    }

    @Test
    void permitsAreTakenFromThePoolAndFromHazelcast() throws RunnerException {
        assertThat(run("(local|localAllScopes|localTake|localAllScopesTake|hazelcastPerCall)$"))
                .hasSize(5)
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
