package dev.weir.simulator.referee;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which events had an effect already.
 *
 * <p>Not thread-safe: owned by the lane. Remembers the last million events; {@link #forgotten} says how many are beyond
 * that, so a reader knows when a second effect could have been missed.
 */
final class EffectBook {

    static final int BOUND = 1_000_000;

    private final Set<Long> events = new LinkedHashSet<>();
    private long forgotten;

    /** Whether this is the first effect of the event. */
    boolean first(long eventId) {
        if (!events.add(eventId)) {
            return false;
        }
        if (events.size() > BOUND) {
            Iterator<Long> oldest = events.iterator();
            oldest.next();
            oldest.remove();
            forgotten++;
        }
        return true;
    }

    long forgotten() {
        return forgotten;
    }
}
