package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The leader ends an epoch that was not renewed. Refused when the worker has renewed since the leader looked.
 *
 * @param counterSeen the counter that stood still
 */
public record Expire(long epoch, long counterSeen) implements Change<WorkerRow, Boolean> {

    @Override
    public Outcome<WorkerRow, Boolean> on(@Nullable WorkerRow current) {
        if (current == null || current.epoch() != epoch) {
            return Outcome.keep(false);
        }
        if (!current.alive()) {
            return Outcome.keep(true);
        }
        return current.counter() == counterSeen ? Outcome.set(current.dead(), true) : Outcome.keep(false);
    }
}
