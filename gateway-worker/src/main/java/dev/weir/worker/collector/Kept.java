package dev.weir.worker.collector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The accepted items that are kept for the end, as much of them as was asked for. Owned by its lane. */
final class Kept {
    private final Options.Retain retain;
    private final Deque<Item> whole = new ArrayDeque<>(4);
    private final Deque<Summary> summaries = new ArrayDeque<>(0);

    Kept(Options.Retain retain) {
        this.retain = retain;
    }

    /** Keeps an item; says how many were let go for it, 0 or 1. */
    int add(Item item) {
        switch (retain) {
            case Options.Retain.Full _ -> whole.add(item);
            case Options.Retain.Summary _ ->
                summaries.add(new Summary(item.key(), item.user(), item.event().receivedNanos()));
            case Options.Retain.Ids _ -> summaries.add(new Summary(item.key(), 0, 0));
            case Options.Retain.None _ -> {
                return 1;
            }
        }
        if (whole.size() + summaries.size() <= retain.most()) {
            return 0;
        }
        if (whole.pollFirst() == null) {
            summaries.pollFirst();
        }
        return 1;
    }

    void remove(Item item) {
        whole.removeLastOccurrence(item);
        if (!summaries.isEmpty()) {
            summaries.removeIf(s -> s.key() == item.key() && (s.user() == 0 || s.user() == item.user()));
        }
    }

    List<Item> whole() {
        return new ArrayList<>(whole);
    }

    List<Summary> summaries() {
        return new ArrayList<>(summaries);
    }
}
