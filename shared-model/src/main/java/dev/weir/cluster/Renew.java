package dev.weir.cluster;

import dev.weir.model.Report;
import dev.weir.model.Standing;
import org.jspecify.annotations.Nullable;

/**
 * A worker says that it is there, what it observes, and asks what is wanted: one call for all its shards.
 *
 * @param nonce as in the worker's {@link Join}: after the maps were lost two processes of one name may both count an epoch 1,
 *     and only the one that joined is granted anything. One that was dismissed is refused, and its counter stands still: the
 *     leader expires it when the lease that was granted last must have run out
 * @param counter one more than with the renewal before; an older one that comes late changes nothing
 */
public record Renew(long epoch, String nonce, long counter, Report report) implements Change<WorkerRow, RenewAnswer> {

    @Override
    public Outcome<WorkerRow, RenewAnswer> on(@Nullable WorkerRow current) {
        if (current == null
                || !current.alive()
                || current.epoch() != epoch
                || !current.nonce().equals(nonce)
                || current.orders().standing().kind() == Standing.Kind.DISMISSED) {
            return Outcome.keep(RenewAnswer.REFUSED);
        }
        RenewAnswer granted = new RenewAnswer(true, current.orders());
        if (counter <= current.counter()) {
            return Outcome.keep(granted);
        }
        return Outcome.set(current.renewed(counter, report), granted);
    }
}
