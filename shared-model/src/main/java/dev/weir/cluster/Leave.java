package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/** A worker's goodbye: it acts for nothing any more, so nobody needs to wait for its lease to run out. */
public record Leave(long epoch, String nonce) implements Change<WorkerRow, Boolean> {

    @Override
    public Outcome<WorkerRow, Boolean> on(@Nullable WorkerRow current) {
        if (current == null || current.epoch() != epoch || !current.nonce().equals(nonce)) {
            return Outcome.keep(false);
        }
        return current.alive() ? Outcome.set(current.dead(), true) : Outcome.keep(true);
    }
}
