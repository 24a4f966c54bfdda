package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * An operator wants a worker's shards moved away, or wants that no more. Answers whether there is a living worker of that name.
 *
 * @param wanted true to drain, false to take the worker back into service
 */
public record Drain(boolean wanted) implements Change<WorkerRow, Boolean> {

    @Override
    public Outcome<WorkerRow, Boolean> on(@Nullable WorkerRow current) {
        if (current == null || !current.alive()) {
            return Outcome.keep(false);
        }
        return current.draining() == wanted ? Outcome.keep(true) : Outcome.set(current.withDraining(wanted), true);
    }
}
