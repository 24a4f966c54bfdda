package dev.weir.worker.bot;

import dev.weir.model.CollectorId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One started collector. Thread-safe; every method may be called from handlers. */
public interface CollectorHandle<T> {

    /** Its name in the fleet. */
    CollectorId id();

    /**
     * Ends it with reason {@code user}. The first reason wins; on an ended one nothing happens.
     *
     * @param text why, for the report; may be empty
     * @return the future of {@link #ended}
     */
    CompletableFuture<Collected<T>> stop(String text);

    /** {@link #stop(String)} without a word. */
    default CompletableFuture<Collected<T>> stop() {
        return stop("");
    }

    /**
     * Ends it with reason {@code cancelled}, because nobody waits for it any more.
     *
     * @return the future of {@link #ended}
     */
    CompletableFuture<Collected<T>> cancel();

    /**
     * Ends it with reason {@code consumerGone}, because whoever took its items from afar went away.
     *
     * @return the future of {@link #ended}
     */
    CompletableFuture<Collected<T>> consumerGone();

    /**
     * Starts its times anew from now, with new lengths that hold from now on. Blocks until its lane has done so: microseconds.
     *
     * @param time new time from now, 1 ms to 30 days; null for no deadline
     * @param idle new idle time, 1 ms to 30 days; null for none
     * @return false when it takes no items any more: nothing was changed
     * @throws IllegalArgumentException when a length is out of range, or when nothing would end the collector
     */
    boolean resetTimer(@Nullable Duration time, @Nullable Duration idle);

    /**
     * Moves its deadline.
     *
     * @param by how far; negative moves it nearer
     * @return false when it takes no items any more or has no deadline: nothing was changed
     */
    boolean extend(Duration by);

    /**
     * What it has so far; when it has ended, what it had at its end. Blocks until its lane has looked: microseconds, and as long
     * as copying what is kept takes. One that has heard nothing is not woken by it.
     */
    Progress<T> progress();

    /**
     * How many go before it in the queue for permits, at most; -1 when it does not wait for one. Blocks until its lane has
     * looked: microseconds.
     */
    int placeInQueue();

    /**
     * Completes when it has ended, just before {@code onEnd} is called; on a virtual thread. Fails with
     * {@link dev.weir.worker.admission.AdmissionRefused} when it never got a permit. Completing or cancelling this future
     * does nothing to the collector.
     */
    CompletableFuture<Collected<T>> ended();
}
