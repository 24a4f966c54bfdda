package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/** The leader writes a limit's ledger. Refused unless it follows directly on the version that is there. */
public record WriteLedger(Ledger next) implements Change<Ledger, Boolean> {

    @Override
    public Outcome<Ledger, Boolean> on(@Nullable Ledger current) {
        if (current != null && current.equals(next)) {
            return Outcome.keep(true);
        }
        long version = current == null ? 0 : current.version();
        return next.version() == version + 1 ? Outcome.set(next, true) : Outcome.keep(false);
    }
}
