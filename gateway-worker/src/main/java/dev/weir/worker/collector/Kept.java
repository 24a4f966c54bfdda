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

    Snapshot.Items snapshot(Iterable<Message> disposable, long now) {
        return new Snapshot.Items(Snapshot.at(whole, -now), shifted(summaries, -now), Snapshot.at(disposable, -now));
    }

    static Kept restored(Options.Retain retain, Snapshot.Items from, long now) {
        Kept kept = new Kept(retain);
        kept.whole.addAll(Snapshot.at(from.whole(), now));
        kept.summaries.addAll(kept.shifted(from.summaries(), now));
        return kept;
    }

    /** The same on another clock; where only keys are kept there is no time to shift. */
    private List<Summary> shifted(Iterable<Summary> from, long nanos) {
        List<Summary> all = new ArrayList<>();
        for (Summary each : from) {
            all.add(
                    retain instanceof Options.Retain.Ids
                            ? each
                            : new Summary(each.key(), each.user(), each.receivedNanos() + nanos));
        }
        return all;
    }
}
