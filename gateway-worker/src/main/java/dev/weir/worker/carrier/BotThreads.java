package dev.weir.worker.carrier;

/**
 * Starts the code of bots, each call on a virtual thread of its own.
 *
 * <p>To wake another thread for a handler costs many times what a handler does. So whoever reads a socket lends himself: the
 * virtual threads that a frame has started are carried by the reading thread itself when it has done with the frame, one after the
 * other, each until it first waits. From then on the JDK's pool carries it, and the reader goes on. What would keep the reader for
 * long is started on the pool instead: code with bad {@link Manners}, and what comes after a frame's first millisecond.
 *
 * <p>Where the JDK does not allow it ({@link Rides#POSSIBLE}) all are started on the pool. Thread-safe.
 */
public final class BotThreads {
    private static final ThreadLocal<Lender> LENDER = ThreadLocal.withInitial(() -> new Lender(System::nanoTime));

    private BotThreads() {}

    /**
     * Does the work, then carries what it has started on this thread. Returns when each of those threads has waited, ended, or
     * was given to the pool; what the work throws is passed on after that. On a virtual thread only the work is done.
     *
     * <p>The caller must hold no monitor ({@code synchronized}): the JVM takes a carrier's monitors for those of whom it carries.
     */
    public static void lend(Runnable work) {
        if (!Rides.POSSIBLE || Thread.currentThread().isVirtual()) {
            work.run();
        } else {
            LENDER.get().lend(work);
        }
    }

    /**
     * Whether this thread lends itself now, and what it starts will probably end here too: no other thread has to be woken. It will
     * not if something of the last 10 ms waited, or was given to the pool.
     */
    public static boolean lent() {
        return !Thread.currentThread().isVirtual() && LENDER.get().carriesAll();
    }

    /**
     * Starts a virtual thread: at once on the pool, or on this thread as soon as it can carry it.
     *
     * @param code whose manners decide: the class of the bot's function that is called
     */
    public static Thread start(Class<?> code, String name, Runnable work) {
        if (!Thread.currentThread().isVirtual()) {
            Lender lender = LENDER.get();
            Thread kept = lender.lends() ? lender.keep(Manners.of(code), name, work) : null;
            if (kept != null) {
                return kept;
            }
        }
        return Thread.ofVirtual().name(name).start(work);
    }
}
