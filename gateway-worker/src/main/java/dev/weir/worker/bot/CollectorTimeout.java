package dev.weir.worker.bot;

/** Nothing came before the time or the idle time of a wait was over; carries the report, which says what was refused. */
public final class CollectorTimeout extends CollectorEnded {
    private static final long serialVersionUID = 1L;

    CollectorTimeout(Collected<?> collected) {
        super(collected);
    }
}
