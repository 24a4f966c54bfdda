package dev.weir.benchmark.engine;

import dev.weir.model.filter.Compiled;
import dev.weir.model.filter.Expression;
import dev.weir.worker.collector.Message;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a filter that is data costs, with its parts in the order of their cost and in the order they were written. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FilterBenchmark {
    private static final String REGEX = "content matches \"(?i)\\\\bh[ae]llo\\\\b.*(world|everybody)\"";
    private static final String AUTHOR = "author == 7";

    private final Compiled ordered = Expression.parse(REGEX + " && " + AUTHOR).compile();
    private final Compiled regex = Expression.parse(REGEX).compile();
    private final Compiled author = Expression.parse(AUTHOR).compile();
    private final Compiled starts = Expression.parse("content startsWith \"!\"").compile();
    private final Message message = new Message(Sample.message(1, 10, 8));

    /** A regular expression and an author, compiled together: the author is asked first, and it is another. */
    @Benchmark
    public boolean inOrderOfCost() {
        return ordered.matches(message);
    }

    /** The same asked as it was written: the regular expression first. */
    @Benchmark
    public boolean asWritten() {
        return regex.matches(message) && author.matches(message);
    }

    /** How a text begins, of a payload that was parsed before. */
    @Benchmark
    public boolean startsWith() {
        return starts.matches(message);
    }

    /** The same of a payload that nobody has parsed. */
    @Benchmark
    public boolean startsWithUnparsed() {
        return starts.matches(new Message(Sample.unparsed()));
    }
}
