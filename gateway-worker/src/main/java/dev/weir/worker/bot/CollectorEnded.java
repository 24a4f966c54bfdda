package dev.weir.worker.bot;

/** A wait got nothing, because its collector ended for a reason that is not its time; carries the report. */
public sealed class CollectorEnded extends RuntimeException permits CollectorTimeout {
    private static final long serialVersionUID = 1L;

    private final transient Collected<?> collected;

    CollectorEnded(Collected<?> collected) {
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
