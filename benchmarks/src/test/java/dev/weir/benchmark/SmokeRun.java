package dev.weir.benchmark;

import java.util.Collection;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs benchmarks for a few milliseconds each, in this process: that they run is shown, what they measure so is of no worth. */
public final class SmokeRun {
    private SmokeRun() {}

    /** Runs those whose names match the pattern. */
    public static Collection<RunResult> of(String pattern, int millis, UnaryOperator<ChainedOptionsBuilder> more)
            throws RunnerException {
        return new Runner(more.apply(new OptionsBuilder()
                                .include(pattern)
                                .forks(0)
                                .warmupIterations(0)
                                .measurementIterations(1)
                                .measurementTime(TimeValue.milliseconds(millis))
                                .shouldFailOnError(true)
                                .verbosity(VerboseMode.SILENT))
                        .build())
                .run();
    }
}
