package dev.weir.worker.gateway;

/**
 * The number of the last dispatch of a session, and whether a dispatch is a replay of one that came before.
 *
 * <p>Discord counts by one. A dispatch whose number leaps is delivered, but the number counts only when the next dispatch goes on from
 * there: else a single wrong number would make replays of all that follow it, and a RESUME that Discord refuses.
 *
 * <p>Written by the thread that reads frames; {@link #last} may be read by any thread.
 */
final class Sequence {
    private volatile int last;
    /** The number of a dispatch that leapt and was delivered; 0 when there is none. */
    private int leapt;

    /** The number for heartbeats and for RESUME; 0 before the first dispatch of a session. */
    int last() {
        return last;
    }

    /** A new session counts anew. */
    void restart() {
        last = 0;
        leapt = 0;
    }

    /** Takes the number of READY or RESUMED, which are never replays. */
    void mark(int number) {
        if (number == last + 1) {
            last = number;
        }
    }

    /**
     * Takes the number of another dispatch, and says whether the dispatch is new. A number below 1 stands for none.
     *
     * @param replaying whether Discord sends again what was missed, after a RESUME
     */
    boolean isNew(int number, boolean replaying) {
        if (number < 1) {
            return true;
        }
        boolean expected = number == last + 1;
        if (number <= last || (number == leapt && (replaying || !expected))) {
            return false;
        }
        boolean confirmed = leapt > 0 && number > leapt;
        if (expected || confirmed) {
            last = number;
            leapt = leapt > number ? leapt : 0;
        } else {
            leapt = number;
        }
        return true;
    }
}
