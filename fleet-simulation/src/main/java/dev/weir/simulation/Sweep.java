package dev.weir.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Many schedules, as many at a time as there are processors.
 *
 * @param schedules that were run
 * @param steps events in all of them
 * @param virtualHours time that passed in them
 * @param failures one for each seed that broke a promise, in the order of the seeds
 */
record Sweep(long schedules, long steps, long virtualHours, List<Failure> failures) {

    /** A seed that broke a promise. */
    record Failure(long seed, String broken) {}

    /**
     * Runs all seeds from {@code first} on.
     *
     * @param told now and then how many were run
     */
    static Sweep run(long first, long count, Sabotage sabotage, LongConsumer told) throws InterruptedException {
        AtomicLong next = new AtomicLong(first);
        List<Future<Sweep>> parts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                parts.add(threads.submit(() -> part(next, first, count, sabotage, told)));
            }
            Sweep all = new Sweep(0, 0, 0, List.of());
            for (Future<Sweep> part : parts) {
                all = all.plus(part.get());
            }
            return new Sweep(all.schedules, all.steps, all.virtualHours / 3_600_000, all.failures);
        } catch (ExecutionException bug) {
            throw new IllegalStateException("the simulation itself failed", bug.getCause());
        }
    }

    private static Sweep part(AtomicLong next, long first, long count, Sabotage sabotage, LongConsumer told) {
        long schedules = 0;
        long steps = 0;
        long millis = 0;
        List<Failure> failures = new ArrayList<>();
        while (true) {
            long seed = next.getAndIncrement();
            if (seed >= first + count) {
                return new Sweep(schedules, steps, millis, failures);
            }
            Verdict verdict = new World(Schedule.of(seed).with(sabotage), false).run();
            schedules++;
            steps += verdict.steps();
            millis += verdict.millis();
            String broken = verdict.broken();
            if (broken != null) {
                failures.add(new Failure(seed, broken));
            }
            told.accept(seed - first + 1);
        }
    }

    private Sweep plus(Sweep other) {
        List<Failure> both = new ArrayList<>(failures);
        both.addAll(other.failures);
        both.sort((one, two) -> Long.compare(one.seed, two.seed));
        return new Sweep(schedules + other.schedules, steps + other.steps, virtualHours + other.virtualHours, both);
    }
}
