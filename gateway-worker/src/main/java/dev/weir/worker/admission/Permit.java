package dev.weir.worker.admission;

/** The right to run one collector. */
public interface Permit {

    /** Gives it back; the second time nothing happens. */
    void release();
}
