package dev.weir.simulator.referee;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last entries of the log; the oldest makes room.
 *
 * <p>Not thread-safe: owned by the lane.
 */
final class LogRing {

    private final int bound;
    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private long dropped;

    LogRing(int bound) {
        this.bound = bound;
    }

    void add(LogEntry entry) {
        if (entries.size() == bound) {
            entries.removeFirst();
            dropped++;
        }
        entries.addLast(entry);
    }

    long dropped() {
        return dropped;
    }

    List<LogEntry> after(long number, int limit, LogEntry.@Nullable Kind kind) {
        List<LogEntry> found = new ArrayList<>();
        for (LogEntry entry : entries) {
            if (found.size() == limit) {
                break;
            }
            if (entry.number() > number && (kind == null || entry.kind() == kind)) {
                found.add(entry);
            }
        }
        return found;
    }
}
