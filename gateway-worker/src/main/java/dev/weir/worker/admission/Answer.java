package dev.weir.worker.admission;

import java.util.concurrent.CompletableFuture;

/** The one answer to a {@link Demand}. */
public sealed interface Answer {

    /** The collector may run now. */
    record Admitted(Permit permit) implements Answer {}

    /**
     * It has to wait.
     *
     * @param place how many go before it, at most
     * @param permit completes with the permit, or fails with {@link AdmissionRefused} when its patience is over; cancelling
     *     it leaves the queue. Completes on the thread that freed the permit: dependents must be short or asynchronous
     */
    record Queued(int place, CompletableFuture<Permit> permit) implements Answer {}

    /** It may not run; the reason names the limit. */
    record Refused(String reason) implements Answer {}
}
