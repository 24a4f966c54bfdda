package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/** The row of a worker that has ended is removed. Refused when the worker is alive, or has joined anew. */
public record Forget(long epoch) implements Change<WorkerRow, Boolean> {

    @Override
    public Outcome<WorkerRow, Boolean> on(@Nullable WorkerRow current) {
        if (current == null) {
            return Outcome.keep(true);
        }
        return current.alive() || current.epoch() != epoch ? Outcome.keep(false) : Outcome.remove(true);
    }
}
