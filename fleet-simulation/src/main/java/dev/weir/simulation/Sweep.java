package dev.weir.simulation;

import java.util.function.LongConsumer;

/**
 * Many schedules, one after another.
 *
 * @param schedules that were run
 * @param steps events in all of them
 * @param millis virtual time that passed in them
 * @param failures how many broke a promise
 */
record Sweep(long schedules, long steps, long millis, long failures) {
    static final Sweep NONE = new Sweep(0, 0, 0, 0);

    /** Hears of every seed that broke a promise, at once. */
    @FunctionalInterface
    interface Failures {
        void broke(long seed, String what);
    }

    /**
     * Runs all seeds from {@code first} on.
     *
     * @param done told after each how many were run
     */
    static Sweep run(long first, long count, Sabotage sabotage, Failures failures, LongConsumer done) {
        Sweep all = NONE;
        for (long seed = first; seed < first + count; seed++) {
            Verdict verdict = new World(Schedule.of(seed).with(sabotage), false).run();
            String broken = verdict.broken();
            if (broken != null) {
                failures.broke(seed, broken);
            }
            all = all.plus(new Sweep(1, verdict.steps(), verdict.millis(), broken == null ? 0 : 1));
            done.accept(all.schedules);
        }
        return all;
    }

    Sweep plus(Sweep other) {
        return new Sweep(
                schedules + other.schedules, steps + other.steps, millis + other.millis, failures + other.failures);
    }
}
