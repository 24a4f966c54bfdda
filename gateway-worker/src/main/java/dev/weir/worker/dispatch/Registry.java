package dev.weir.worker.dispatch;

import dev.weir.model.CollectorRecord;

/** Told by a lane what becomes of its collectors, for the fleet to see. Called on the lane; must not block. */
public interface Registry {

    /** A collector started or went on; the record is absolute. */
    void changed(CollectorRecord record);

    /** A collector ended. */
    void ended(long number);
}
