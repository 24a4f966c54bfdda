package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/** The leader writes a limit's ledger once more, as it was, after the entry was lost while it led. Refused when there is one. */
public record PutBackLedger(Ledger was) implements Change<Ledger, Boolean> {

    @Override
    public Outcome<Ledger, Boolean> on(@Nullable Ledger current) {
        return current == null ? Outcome.set(was, true) : Outcome.keep(current.equals(was));
    }
}
