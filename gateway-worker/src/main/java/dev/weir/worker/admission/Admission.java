package dev.weir.worker.admission;

import java.util.concurrent.CompletableFuture;

/** Decides whether a collector may run, from permits this worker already has: no network. Thread-safe. */
public interface Admission {
    /** For those that do not care. */
    MemoryAccount UNBOUNDED = MemoryAccount.unbounded();

    /** Asks for one permit; answers at once. */
    Answer request(Demand demand);

    /** How many go before one that was {@link Answer.Queued}, at most; -1 when it waits no more. */
    default int place(CompletableFuture<Permit> queued) {
        return -1;
    }

    /** Where the lanes count what their collectors take of the heap. Always the same one. */
    default MemoryAccount memory() {
        return UNBOUNDED;
    }
}
