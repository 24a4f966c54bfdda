package dev.weir.cluster;

import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.WorkerProfile;
import org.jspecify.annotations.Nullable;

/**
 * A worker asks for a new epoch.
 *
 * @param worker its id, the key of the entry
 * @param nonce see {@link WorkerRow}
 * @param lastEpoch the epoch this process had before, or 0: a new epoch is above it even when the map was lost
 * @param profile what it is
 * @param report what it still holds from before, so that a new leader can take it over
 */
public record Join(String worker, String nonce, long lastEpoch, WorkerProfile profile, Report report)
        implements Change<WorkerRow, JoinAnswer> {

    @Override
    public Outcome<WorkerRow, JoinAnswer> on(@Nullable WorkerRow current) {
        if (current != null && current.alive()) {
            if (!current.nonce().equals(nonce)) {
                return Outcome.keep(new JoinAnswer(false, current.epoch()));
            }
            if (current.epoch() > lastEpoch) {
                return Outcome.keep(new JoinAnswer(true, current.epoch()));
            }
        }
        boolean draining =
                current != null && current.draining() && current.nonce().equals(nonce);
        long epoch = Math.max(current == null ? 0 : current.epoch(), lastEpoch) + 1;
        return Outcome.set(
                new WorkerRow(worker, epoch, nonce, 0, true, draining, profile, report, Orders.UNDECIDED),
                new JoinAnswer(true, epoch));
    }
}
