package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A coordinator brings back the size of a limit that was set before the maps were lost. Refused when it was set as often since, or
 * more often: then this coordinator was away and knows an older size.
 *
 * @param pin as in the {@link Ledger} that was lost
 */
public record KeepLimit(long size, boolean evict, long pin) implements Change<Ledger, Boolean> {

    @Override
    public Outcome<Ledger, Boolean> on(@Nullable Ledger current) {
        if (current == null || current.pin() >= pin) {
            return Outcome.keep(false);
        }
        return Outcome.set(
                new Ledger(current.limit(), current.version() + 1, size, pin, evict, current.holdings()), true);
    }
}
