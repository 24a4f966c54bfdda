package dev.weir.simulation;

import java.util.ArrayList;
import java.util.List;

/** Finds fewer faults with which a schedule still breaks a promise. */
final class Shrinking {
    private static final int MOST_RUNS = 200;

    private Shrinking() {}

    /** Leaves out one fault after another for as long as something is broken without it. */
    static Schedule of(Schedule broken) {
        Schedule least = broken;
        int runs = 0;
        for (boolean smaller = true; smaller && runs < MOST_RUNS; ) {
            smaller = false;
            for (int i = 0; i < least.faults().size() && runs < MOST_RUNS; i++) {
                List<Fault> fewer = new ArrayList<>(least.faults());
                fewer.remove(i);
                runs++;
                Schedule tried = least.with(fewer);
                if (new World(tried, false).run().broken() != null) {
                    least = tried;
                    smaller = true;
                    i--;
                }
            }
        }
        return least;
    }
}
