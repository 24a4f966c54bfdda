package dev.weir.worker.admission;

/** How short of memory this worker is, and what it does about it. Each does what those before it do, too. */
public enum HeapPressure {
    /** Nothing. */
    NONE,
    /** Draws no more permits from the fleet than it has. */
    STOP_DRAWING,
    /** Ends the newest collectors of the lowest priority. */
    EVICT,
    /** Admits nobody. */
    REFUSE;

    boolean stopsDrawing() {
        return compareTo(STOP_DRAWING) >= 0;
    }
}
