package dev.weir.worker.admission;

/** How short of memory this worker is, and what it does about it. Each does what those before it do, too. */
public enum HeapPressure {
    /** Nothing. */
    NONE(0),
    /** Draws no more permits from the fleet than it has. */
    STOP_DRAWING(1),
    /** Ends the newest collectors of the lowest priority. */
    EVICT(2),
    /** Admits nobody. */
    REFUSE(3);

    private final int level;

    HeapPressure(int level) {
        this.level = level;
    }

    /** For meters. */
    public int level() {
        return level;
    }

    boolean stopsDrawing() {
        return compareTo(STOP_DRAWING) >= 0;
    }
}
