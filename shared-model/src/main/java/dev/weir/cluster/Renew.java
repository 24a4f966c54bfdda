package dev.weir.cluster;

import dev.weir.model.Report;
import org.jspecify.annotations.Nullable;

/**
 * A worker says that it is there, what it observes, and asks what is wanted: one call for all its shards.
 *
 * @param counter one more than with the renewal before; an older one that comes late changes nothing
 */
public record Renew(long epoch, long counter, Report report) implements Change<WorkerRow, RenewAnswer> {

    @Override
    public Outcome<WorkerRow, RenewAnswer> on(@Nullable WorkerRow current) {
        if (current == null || !current.alive() || current.epoch() != epoch) {
            return Outcome.keep(RenewAnswer.REFUSED);
        }
        RenewAnswer granted = new RenewAnswer(true, current.orders());
        if (counter <= current.counter()) {
            return Outcome.keep(granted);
        }
        return Outcome.set(
                new WorkerRow(
                        current.worker(),
                        epoch,
                        current.nonce(),
                        counter,
                        true,
                        current.profile(),
                        report,
                        current.orders()),
                granted);
    }
}
