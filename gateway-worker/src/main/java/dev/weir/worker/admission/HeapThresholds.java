package dev.weir.worker.admission;

/**
 * Percent of the heap in use after a collection from which a worker does something about it.
 *
 * @param stopDrawing draws no more permits from the fleet
 * @param evict ends collectors
 * @param refuse admits nobody
 */
public record HeapThresholds(int stopDrawing, int evict, int refuse) {
    public static final HeapThresholds DEFAULT = new HeapThresholds(75, 85, 92);

    public HeapThresholds {
        if (stopDrawing < 1 || stopDrawing > evict || evict > refuse || refuse > 100) {
            throw new IllegalArgumentException("expected 1 <= stopDrawing <= evict <= refuse <= 100, were "
                    + stopDrawing + ", " + evict + ", " + refuse);
        }
    }

    /** What so many percent in use mean. */
    HeapPressure at(double percent) {
        if (percent >= refuse) {
            return HeapPressure.REFUSE;
        }
        if (percent >= evict) {
            return HeapPressure.EVICT;
        }
        return percent >= stopDrawing ? HeapPressure.STOP_DRAWING : HeapPressure.NONE;
    }
}
