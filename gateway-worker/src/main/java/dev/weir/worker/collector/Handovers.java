package dev.weir.worker.collector;

import static dev.weir.worker.collector.Collector.NEVER;

import dev.weir.worker.collector.Effect.Telling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Items on their way to the user's handlers: in a batch that fills, waiting for a handler, or with one. Owned by its lane. */
final class Handovers {
    private final Burden burden;
    private final Deque<Handover> waiting = new ArrayDeque<>(4);
    private final Map<Long, Handover> running = new LinkedHashMap<>(4);
    private @Nullable List<Item> batch;
    private long batchAt = NEVER;

    /** Items in {@link #waiting}. */
    private int queued;

    /** Items on their way to a handler. */
    record Handover(long seq, Telling why, String code, List<Item> items, int retries) {
        boolean collects() {
            return why == Telling.COLLECT;
        }
    }

    Handovers(Burden burden) {
        this.burden = burden;
    }

    /** Nothing waits and no handler runs; a batch may fill all the same. */
    boolean idle() {
        return waiting.isEmpty() && running.isEmpty();
    }

    /** Items that no handler has yet. */
    int items() {
        return queued + (batch == null ? 0 : batch.size());
    }

    /** When the batch that fills is to be handed over, or {@link Collector#NEVER}. */
    long batchAt() {
        return batchAt;
    }

    void add(Handover handover) {
        waiting.add(handover);
        took(handover);
    }

    void addFirst(Handover handover) {
        waiting.addFirst(handover);
        took(handover);
    }

    private void took(Handover handover) {
        queued += handover.items.size();
        handover.items.forEach(burden::take);
    }

    private void dropped(Handover handover) {
        queued -= handover.items.size();
        handover.items.forEach(burden::drop);
    }

    /** Adds to the batch; whether it is full. */
    boolean addToBatch(Item item, Options.Batch wanted, long now) {
        if (batch == null) {
            batch = new ArrayList<>();
            batchAt = now + wanted.maxWait().toNanos();
        }
        batch.add(item);
        burden.take(item);
        return batch.size() >= wanted.size();
    }

    /** The batch as far as it is filled, empty when there is none. */
    List<Item> takeBatch() {
        List<Item> items = batch == null ? List.of() : List.copyOf(batch);
        items.forEach(burden::drop);
        batch = null;
        batchAt = NEVER;
        return items;
    }

    /** Hands over as many as may run at once. */
    void handOver(int parallel, List<Effect> out) {
        while (running.size() < parallel && !waiting.isEmpty()) {
            Handover next = waiting.removeFirst();
            queued -= next.items.size();
            running.put(next.seq, next);
            out.add(effect(next));
        }
    }

    private static Effect effect(Handover handover) {
        return new Effect.Deliver(handover.seq, handover.why, handover.code, handover.items);
    }

    /** A handler has returned; null when nobody waits for it any more. */
    @Nullable
    Handover returned(long seq) {
        Handover done = running.remove(seq);
        if (done != null) {
            done.items.forEach(burden::drop);
        }
        return done;
    }

    /** Takes out what waits longest; null when nothing does. */
    @Nullable
    Handover dropOldest() {
        Handover oldest = waiting.pollFirst();
        if (oldest != null) {
            dropped(oldest);
        }
        return oldest;
    }

    /** Takes out the newest of the same user, or else the newest; null when nothing waits. */
    @Nullable
    Handover dropNewest(long user) {
        if (waiting.isEmpty()) {
            return null;
        }
        Handover place = waiting.getLast();
        for (Iterator<Handover> newest = waiting.descendingIterator(); newest.hasNext(); ) {
            Handover candidate = newest.next();
            if (candidate.collects() && candidate.items.getLast().user() == user) {
                place = candidate;
                break;
            }
        }
        waiting.remove(place);
        dropped(place);
        return place;
    }

    /** Gives up the handlers that run. */
    void abandon(List<Effect> out) {
        for (Handover each : running.values()) {
            each.items.forEach(burden::drop);
            out.add(new Effect.Abandon(each.seq));
        }
        running.clear();
    }

    /** What handlers have, to be handed over again. */
    void handedOverAgain(List<Effect> out) {
        for (Handover each : running.values()) {
            out.add(effect(each));
        }
    }

    Snapshot.Deliveries snapshot(long now) {
        return new Snapshot.Deliveries(
                values(waiting, now),
                values(running.values(), now),
                batch == null ? List.of() : Snapshot.at(batch, -now),
                Snapshot.left(batchAt, now));
    }

    private static List<Snapshot.Delivery> values(Iterable<Handover> handovers, long now) {
        List<Snapshot.Delivery> all = new ArrayList<>();
        for (Handover each : handovers) {
            all.add(new Snapshot.Delivery(each.seq, each.why, each.code, Snapshot.at(each.items, -now), each.retries));
        }
        return all;
    }

    void restore(Snapshot.Deliveries from, long now) {
        for (Snapshot.Delivery each : from.waiting()) {
            add(handover(each, now));
        }
        for (Snapshot.Delivery each : from.running()) {
            Handover has = handover(each, now);
            running.put(has.seq, has);
            has.items.forEach(burden::take);
        }
        if (!from.batch().isEmpty()) {
            batch = new ArrayList<>(Snapshot.at(from.batch(), now));
            batch.forEach(burden::take);
            batchAt = Deadlines.at(from.batchLeft(), now);
        }
    }

    private static Handover handover(Snapshot.Delivery from, long now) {
        return new Handover(from.seq(), from.why(), from.code(), Snapshot.at(from.items(), now), from.retries());
    }
}
