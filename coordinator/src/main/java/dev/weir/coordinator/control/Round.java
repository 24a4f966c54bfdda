package dev.weir.coordinator.control;

import dev.weir.coordinator.fleet.FleetRecords;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One round of actions: the right to write, for as long as what was seen is fresh.
 *
 * <p>Before the first write a majority of the coordinators must answer, so that one that was cut off does not act; a write
 * that would come later than one second after the look is not made at all.
 */
final class Round {
    static final Duration FRESH = Duration.ofSeconds(1);

    static final String NO_MAJORITY = "no majority of the coordinators answers: this one leads nobody until it does";

    /** Assignments stop here, so that there is time left for the orders that must follow them. */
    static final Duration HALF = Duration.ofMillis(400);

    private final FleetRecords records;
    private final LongSupplier nanoClock;
    private final long lookedNanos;
    private boolean confirmed;

    /** The rest of a round is not made; the next one looks again. */
    static final class Over extends Exception {
        private static final long serialVersionUID = 1L;

        Over(String why) {
            super(why);
        }
    }

    Round(FleetRecords records, LongSupplier nanoClock, long lookedNanos) {
        this.records = records;
        this.nanoClock = nanoClock;
        this.lookedNanos = lookedNanos;
    }

    /** To be called before each write. */
    void permit() throws Over {
        if (!confirmed) {
            if (!records.majorityAnswers(FRESH)) {
                throw new Over(NO_MAJORITY);
            }
            confirmed = true;
        }
        if (age() > FRESH.toNanos()) {
            throw new Over("a round of actions took longer than " + FRESH.toMillis() + " ms; looking again");
        }
    }

    boolean hasTimeForMore() {
        return age() < HALF.toNanos();
    }

    long lookedNanos() {
        return lookedNanos;
    }

    private long age() {
        return nanoClock.getAsLong() - lookedNanos;
    }
}
