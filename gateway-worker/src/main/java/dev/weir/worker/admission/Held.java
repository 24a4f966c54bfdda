package dev.weir.worker.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What was taken of the limits of one demand. Given back once, whoever gives it back; thread-safe without a lock. */
final class Held implements Permit {
    private static final VarHandle RELEASED;

    static {
        try {
            RELEASED = MethodHandles.lookup().findVarHandle(Held.class, "released", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Cell[] cells;
    private final WaitingRoom room;
    private final int weight;

    @SuppressWarnings("unused") // Through RELEASED.
    private volatile boolean released;

    Held(WaitingRoom room, Cell[] cells, int weight) {
        this.room = room;
        this.cells = cells;
        this.weight = weight;
    }

    @Override
    public void release() {
        if (giveBack()) {
            room.cameBack(cells);
        }
    }

    /** Without telling anybody, for the loop that serves; false when it was given back before. */
    boolean giveBack() {
        boolean first = RELEASED.compareAndSet(this, false, true);
        if (first) {
            for (Cell cell : cells) {
                cell.give(weight);
            }
        }
        return first;
    }
}
