package dev.weir.simulator.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last dispatches of a session, for RESUME. Bounded in number and in bytes; the oldest makes room.
 *
 * <p>Not thread-safe: owned by the lane.
 */
final class ReplayBuffer {

    private final int bound;
    private final long byteBound;
    private final Deque<Dispatch> dispatches = new ArrayDeque<>();
    private long bytes;
    private long lastSeq;

    ReplayBuffer(int bound, long byteBound) {
        this.bound = bound;
        this.byteBound = byteBound;
    }

    /** Keeps the dispatch and gives it the next sequence number. */
    long add(Dispatch dispatch) {
        while (dispatches.size() >= bound || (bytes + dispatch.size() > byteBound && !dispatches.isEmpty())) {
            bytes -= dispatches.removeFirst().size();
        }
        dispatches.addLast(dispatch);
        bytes += dispatch.size();
        return ++lastSeq;
    }

    long lastSeq() {
        return lastSeq;
    }

    /** What came after this number, or null when some of it is gone. */
    @Nullable
    List<Dispatch> since(long seq) {
        int missed = (int) Math.min(Integer.MAX_VALUE, lastSeq - seq);
        if (missed > dispatches.size()) {
            return null;
        }
        List<Dispatch> since = new ArrayList<>(missed);
        int skip = dispatches.size() - missed;
        for (Dispatch dispatch : dispatches) {
            if (skip > 0) {
                skip--;
            } else {
                since.add(dispatch);
            }
        }
        return since;
    }
}
