package dev.weir.simulation;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Blocking code that runs in turns with its world: at every moment one of the two runs, so all is in one order.
 *
 * <p>Both are virtual threads: where they share one carrier a turn is no matter of the operating system.
 */
final class Strand {
    private final Thread thread;
    private @Nullable Thread world;
    private boolean begun;
    private boolean over;
    private boolean killed;
    private @Nullable Throwable failure;

    /** Whose turn it is; whatever else the two share is written before it and read after it. */
    private volatile boolean mine;

    /** Unwinds a strand whose process is gone. No exception, so that nobody handles it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super(null, null, false, false);
        }
    }

    Strand(Runnable code) {
        thread = Thread.ofVirtual().unstarted(() -> {
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
                mine = false;
                LockSupport.unpark(world);
            }
        });
    }

    /** By the world: lets it run until it waits or ends. */
    void resume() {
        if (over) {
            return;
        }
        takeTurn();
        if (failure != null) {
            throw new IllegalStateException("a part of the simulation failed", failure);
        }
    }

    private void takeTurn() {
        world = Thread.currentThread();
        mine = true;
        if (begun) {
            LockSupport.unpark(thread);
        } else {
            begun = true;
            thread.start();
        }
        while (mine) {
            LockSupport.park(this);
        }
    }

    /** By the strand: waits until it is resumed. */
    void await() {
        mine = false;
        LockSupport.unpark(world);
        while (!mine) {
            LockSupport.park(this);
        }
        if (killed) {
            throw new Killed();
        }
    }

    /** By the world: its process is gone. */
    void kill() {
        killed = true;
        if (begun && !over && Thread.currentThread() != thread) {
            takeTurn();
        }
    }
}
