package dev.weir.worker.collector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The accepted items that are kept for the end, as much of them as was asked for. Owned by its lane. */
final class Kept {
    private static final long SUMMARY = 48;

    private final Options.Retain retain;
    private final Burden burden;
    private final Deque<Item> whole = new ArrayDeque<>(4);
    private final Deque<Summary> summaries = new ArrayDeque<>(0);

    Kept(Options.Retain retain, Burden burden) {
        this.retain = retain;
        this.burden = burden;
    }

    /** Keeps an item; says how many were let go for it, 0 or 1. */
    int add(Item item) {
        switch (retain) {
            case Options.Retain.Full _ -> {
                whole.add(item);
                burden.take(item);
            }
            case Options.Retain.Summary _ ->
                summarise(new Summary(item.key(), item.user(), item.event().receivedNanos()));
            case Options.Retain.Ids _ -> summarise(new Summary(item.key(), 0, 0));
            case Options.Retain.None _ -> {
                return 1;
            }
        }
        if (whole.size() + summaries.size() <= retain.most()) {
            return 0;
        }
        Item oldest = whole.pollFirst();
        if (oldest != null) {
            burden.drop(oldest);
        } else if (summaries.pollFirst() != null) {
            burden.grow(-SUMMARY);
        }
        return 1;
    }

    private void summarise(Summary summary) {
        summaries.add(summary);
        burden.grow(SUMMARY);
    }

    void remove(Item item) {
        if (whole.removeLastOccurrence(item)) {
            burden.drop(item);
        }
        if (!summaries.isEmpty()) {
            int before = summaries.size();
            summaries.removeIf(s -> s.key() == item.key() && (s.user() == 0 || s.user() == item.user()));
            burden.grow(SUMMARY * (summaries.size() - before));
        }
    }

    /** The end: nothing is kept here any more. */
    void letGo() {
        whole.forEach(burden::drop);
        whole.clear();
        summaries.clear();
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

    static Kept restored(Options.Retain retain, Snapshot.Items from, Burden burden, long now) {
        Kept kept = new Kept(retain, burden);
        kept.whole.addAll(Snapshot.at(from.whole(), now));
        kept.summaries.addAll(kept.shifted(from.summaries(), now));
        kept.whole.forEach(burden::take);
        burden.grow(SUMMARY * kept.summaries.size());
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
