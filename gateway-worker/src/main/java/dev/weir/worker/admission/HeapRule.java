package dev.weir.worker.admission;

import java.util.Arrays;

/**
 * What the heap after a collection means.
 *
 * <p>A young collection leaves garbage among the old, so the least of the last three readings counts: a heap that is really
 * full stays full. Not thread-safe; reads nothing by itself.
 */
final class HeapRule {
    private static final int READINGS = 3;

    private final HeapThresholds thresholds;
    private final double[] last = new double[READINGS];
    private int next;

    HeapRule(HeapThresholds thresholds) {
        this.thresholds = thresholds;
    }

    /** A collection left so much. */
    HeapPressure after(long usedBytes, long maxBytes) {
        last[next] = (double) usedBytes / maxBytes;
        next = (next + 1) % READINGS;
        return pressure();
    }

    /** So much is in use now, garbage among it: it can only mean that things are better than thought. */
    HeapPressure atMost(long usedBytes, long maxBytes) {
        double now = (double) usedBytes / maxBytes;
        if (now < least()) {
            Arrays.fill(last, now);
        }
        return pressure();
    }

    /** How many bytes are in use above the first threshold. */
    long above(long maxBytes) {
        return Math.max(0, (long) ((least() - thresholds.stopDrawing() / 100.0) * maxBytes));
    }

    private HeapPressure pressure() {
        return thresholds.at(least() * 100);
    }

    private double least() {
        return Arrays.stream(last).min().orElse(0);
    }
}
