package dev.weir.worker.admission;

/**
 * How much of the fleet's limit this worker draws: what its orders say, and while its heap is short no more than it had.
 *
 * <p>Its lock guards what was ordered and the writes of the pressure; that is read, and the cell taken from, without it.
 */
final class Allowance {
    private final Cell fleet;
    private long ordered;
    private volatile HeapPressure pressure = HeapPressure.NONE;

    Allowance(Cell fleet) {
        this.fleet = fleet;
    }

    /** Follows the orders. */
    synchronized void order(long allowance) {
        if (allowance < 0 || allowance > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "allowance of " + fleet.limit + " must be 0 to 2^31 - 1, was " + allowance);
        }
        ordered = allowance;
        fleet.allow(pressure.stopsDrawing() ? Math.min(allowance, fleet.allowance()) : allowance);
    }

    /** Follows the heap. */
    synchronized void press(HeapPressure now) {
        pressure = now;
        if (!now.stopsDrawing()) {
            fleet.allow(ordered);
        }
    }

    HeapPressure pressure() {
        return pressure;
    }
}
