package dev.weir.worker.collector;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a collector treats its items and its user's code.
 *
 * @param overflow what happens when {@code buffer} items wait already
 * @param buffer items that may wait for filter and handlers
 * @param retain what is kept of accepted items
 * @param dispose whether deleted items leave and refund their limits
 * @param parallel handlers that may run at once; 1 is serial
 * @param batch items handed over together, or {@link Batch#NONE}
 * @param onFilterError what a throwing filter does
 * @param endOnHandlerError whether a throwing handler ends the collector
 * @param filterTimeout how long a predicate or an asynchronous filter may take
 * @param includeBots whether items of other bots count
 * @param includeSelf whether items of the bot itself count
 * @param tenant guild whose share it takes; 0 for the one its scope names
 * @param priority higher is kept longer when memory runs short
 * @param patience how long it may wait for admission; zero fails at once
 */
public record Options(
        int buffer,
        Overflow overflow,
        Retain retain,
        boolean dispose,
        int parallel,
        Batch batch,
        OnFilterError onFilterError,
        boolean endOnHandlerError,
        Duration filterTimeout,
        boolean includeBots,
        boolean includeSelf,
        long tenant,
        int priority,
        Duration patience) {

    public static final Options DEFAULT = new Options(
            256,
            Overflow.DROP_OLDEST,
            new Retain.Full(100),
            false,
            1,
            Batch.NONE,
            new OnFilterError.Ignore(),
            false,
            Duration.ofSeconds(2),
            true,
            false,
            0,
            0,
            Duration.ofSeconds(30));

    public Options {
        between("buffer", buffer, 1, 65_536);
        between("parallel", parallel, 1, 1_024);
        if (filterTimeout.isNegative() || filterTimeout.isZero()) {
            throw new IllegalArgumentException("filterTimeout must be positive, was " + filterTimeout);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException(
                    "patience must not be negative, was " + patience + "; zero fails at once");
        }
    }

    /** The same with another {@code buffer}. */
    public Options withBuffer(int value) {
        return with(draft -> draft.buffer = value);
    }

    /** The same with another {@code overflow}. */
    public Options withOverflow(Overflow value) {
        return with(draft -> draft.overflow = value);
    }

    /** The same with another {@code retain}. */
    public Options withRetain(Retain value) {
        return with(draft -> draft.retain = value);
    }

    /** The same with another {@code dispose}. */
    public Options withDispose(boolean value) {
        return with(draft -> draft.dispose = value);
    }

    /** The same with another {@code parallel}. */
    public Options withParallel(int value) {
        return with(draft -> draft.parallel = value);
    }

    /** The same with another {@code batch}. */
    public Options withBatch(Batch value) {
        return with(draft -> draft.batch = value);
    }

    /** The same with another {@code onFilterError}. */
    public Options withOnFilterError(OnFilterError value) {
        return with(draft -> draft.onFilterError = value);
    }

    /** The same with another {@code endOnHandlerError}. */
    public Options withEndOnHandlerError(boolean value) {
        return with(draft -> draft.endOnHandlerError = value);
    }

    /** The same with another {@code filterTimeout}. */
    public Options withFilterTimeout(Duration value) {
        return with(draft -> draft.filterTimeout = value);
    }

    /** The same with another {@code includeBots}. */
    public Options withIncludeBots(boolean value) {
        return with(draft -> draft.includeBots = value);
    }

    /** The same with another {@code includeSelf}. */
    public Options withIncludeSelf(boolean value) {
        return with(draft -> draft.includeSelf = value);
    }

    /** The same with another {@code tenant}. */
    public Options withTenant(long value) {
        return with(draft -> draft.tenant = value);
    }

    /** The same with another {@code priority}. */
    public Options withPriority(int value) {
        return with(draft -> draft.priority = value);
    }

    /** The same with another {@code patience}. */
    public Options withPatience(Duration value) {
        return with(draft -> draft.patience = value);
    }

    private Options with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The same that may be changed: the one place that has to know all of them. */
    private static final class Draft {
        int buffer;
        Overflow overflow;
        Retain retain;
        boolean dispose;
        int parallel;
        Batch batch;
        OnFilterError onFilterError;
        boolean endOnHandlerError;
        Duration filterTimeout;
        boolean includeBots;
        boolean includeSelf;
        long tenant;
        int priority;
        Duration patience;

        Draft(Options from) {
            buffer = from.buffer;
            overflow = from.overflow;
            retain = from.retain;
            dispose = from.dispose;
            parallel = from.parallel;
            batch = from.batch;
            onFilterError = from.onFilterError;
            endOnHandlerError = from.endOnHandlerError;
            filterTimeout = from.filterTimeout;
            includeBots = from.includeBots;
            includeSelf = from.includeSelf;
            tenant = from.tenant;
            priority = from.priority;
            patience = from.patience;
        }

        Options options() {
            return new Options(
                    buffer,
                    overflow,
                    retain,
                    dispose,
                    parallel,
                    batch,
                    onFilterError,
                    endOnHandlerError,
                    filterTimeout,
                    includeBots,
                    includeSelf,
                    tenant,
                    priority,
                    patience);
        }
    }

    /** Refuses a number out of its range, naming the option, the value and the range. */
    public static void between(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " must be " + least + " to " + most + ", was " + value);
        }
    }

    /** What happens to an item that finds the buffer full. */
    public enum Overflow {
        /** The collector ends with {@code overflow}. */
        END,
        /** The item that waited longest goes. */
        DROP_OLDEST,
        /** The new item goes. */
        DROP_NEWEST,
        /** The new item takes the place of the newest waiting one of the same user, or else of the newest. */
        COALESCE
    }

    /** What is kept of accepted items for the end. */
    public sealed interface Retain {

        /** The last {@code most} items, whole. */
        record Full(int most) implements Retain {
            public Full {
                between("retain", most, 1, 1_000_000);
            }
        }

        /** Of the last {@code most} items the ids, the user and the time of receipt. */
        record Summary(int most) implements Retain {
            public static final Summary DEFAULT = new Summary(1_000);

            public Summary {
                between("retain", most, 1, 1_000_000);
            }
        }

        /** Of the last {@code most} items the keys. */
        record Ids(int most) implements Retain {
            public Ids {
                between("retain", most, 1, 1_000_000);
            }
        }

        /** Nothing. */
        record None() implements Retain {}

        /** How many are kept at most. */
        default int most() {
            return switch (this) {
                case Full full -> full.most;
                case Summary summary -> summary.most;
                case Ids ids -> ids.most;
                case None _ -> 0;
            };
        }
    }

    /** What a filter that throws does; it is counted and told in any case. */
    public sealed interface OnFilterError {

        /** The item is ignored, the collector goes on. */
        record Ignore() implements OnFilterError {}

        /** The collector ends at the {@code inRow}th throw without a good verdict between. */
        record End(int inRow) implements OnFilterError {
            public End {
                between("onFilterError.inRow", inRow, 1, 1_000_000);
            }
        }
    }

    /**
     * Items handed over together.
     *
     * @param size items that make a batch full; 0 for no batches
     * @param maxWait how long the first item of a batch waits at most
     * @param retries how often a batch whose handler threw is handed over again
     */
    public record Batch(int size, Duration maxWait, int retries) {
        public static final Batch NONE = new Batch(0, Duration.ZERO, 0);

        public Batch {
            if (size != 0) {
                between("batch.size", size, 1, 10_000);
                between("batch.retries", retries, 0, 100);
                Times.inRange("batch.maxWait", maxWait);
            }
        }
    }
}
