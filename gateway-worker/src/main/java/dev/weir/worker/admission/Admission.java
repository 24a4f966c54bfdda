package dev.weir.worker.admission;

/** Decides whether a collector may run, from permits this worker already has: no network. Thread-safe. */
public interface Admission {

    /** Asks for one permit; answers at once. */
    Answer request(Demand demand);
}
