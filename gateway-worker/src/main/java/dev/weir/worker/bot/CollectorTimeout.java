package dev.weir.worker.bot;

/** Nothing came before a wait ended; carries the report, which says how it ended and what was refused. */
public final class CollectorTimeout extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Collected<?> collected;

    CollectorTimeout(Collected<?> collected) {
        super("nothing was accepted before the wait ended: "
                + collected.reason().code() + ", received "
                + collected.report().counts().received());
        this.collected = collected;
    }

    /** What the collector left behind; it has no items. */
    public Collected<?> collected() {
        return collected;
    }
}
