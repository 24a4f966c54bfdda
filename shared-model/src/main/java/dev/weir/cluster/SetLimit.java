package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Somebody outside changes the size of a limit, for good. Answers the size before, or -1 when there is no such limit yet.
 *
 * @param evict whether collectors end at once where more are in use than the size allows
 */
public record SetLimit(long size, boolean evict) implements Change<Ledger, Long> {

    @Override
    public Outcome<Ledger, Long> on(@Nullable Ledger current) {
        if (current == null) {
            return Outcome.keep(-1L);
        }
        Ledger next =
                new Ledger(current.limit(), current.version() + 1, size, current.pin() + 1, evict, current.holdings());
        return Outcome.set(next, current.size());
    }
}
