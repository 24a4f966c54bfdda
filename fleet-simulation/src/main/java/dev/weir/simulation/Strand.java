package dev.weir.simulation;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Blocking code that runs in turns with its world: at every moment one of the two runs, so all is in one order.
 *
 * <p>Virtual threads; a turn costs a microsecond.
 */
final class Strand {
    private final Semaphore mine = new Semaphore(0);
    private final Semaphore worlds = new Semaphore(0);
    private final Thread thread;
    private boolean begun;
    private boolean over;
    private boolean killed;
    private volatile @Nullable Throwable failure;

    /** Unwinds a strand whose process is gone. No exception, so that nobody handles it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super(null, null, false, false);
        }
    }

    Strand(Runnable code) {
        thread = Thread.ofVirtual().unstarted(() -> {
            mine.acquireUninterruptibly();
            try {
                if (!killed) {
                    code.run();
                }
            } catch (Killed _) {
                // As it should be.
            } catch (RuntimeException | Error broken) {
                failure = broken;
            } finally {
                over = true;
                worlds.release();
            }
        });
    }

    /** By the world: lets it run until it waits or ends. */
    void resume() {
        if (over) {
            return;
        }
        if (!begun) {
            begun = true;
            thread.start();
        }
        mine.release();
        worlds.acquireUninterruptibly();
        if (failure != null) {
            throw new IllegalStateException("a part of the simulation failed", failure);
        }
    }

    /** By the strand: waits until it is resumed. */
    void await() {
        worlds.release();
        mine.acquireUninterruptibly();
        if (killed) {
            throw new Killed();
        }
    }

    /** By the world: its process is gone. */
    void kill() {
        killed = true;
        if (begun && !over && Thread.currentThread() != thread) {
            mine.release();
            worlds.acquireUninterruptibly();
        }
    }
}
