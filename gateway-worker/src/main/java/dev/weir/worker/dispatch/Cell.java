package dev.weir.worker.dispatch;

import dev.weir.worker.collector.Kind;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Those that wait under one key for one kind.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class Cell {
    final Place place;
    final Object key;

    /** Null for those that only end with the place. */
    final @Nullable Kind kind;

    /** Of the same key, for another kind. */
    final @Nullable Cell next;

    private Slot[] slots = new Slot[1];
    private int size;

    Cell(Place place, Object key, @Nullable Kind kind, @Nullable Cell next) {
        this.place = place;
        this.key = key;
        this.kind = kind;
        this.next = next;
    }

    /** A collector's place in a cell, and the collector's next one. */
    static final class Slot {
        private final Running<?> collector;
        private final Cell cell;
        private final @Nullable Slot next;
        private int position;

        private Slot(Running<?> collector, Cell cell, @Nullable Slot next) {
            this.collector = collector;
            this.cell = cell;
            this.next = next;
        }

        Cell cell() {
            return cell;
        }

        @Nullable
        Slot next() {
            return next;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(Running<?> collector) {
        Slot slot = new Slot(collector, this, collector.slots);
        collector.slots = slot;
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, size * 2);
        }
        slot.position = size;
        slots[size++] = slot;
    }

    @SuppressWarnings("NullAway") // beyond size the array holds nothing
    void remove(Slot slot) {
        Slot last = slots[--size];
        slots[slot.position] = last;
        last.position = slot.position;
        slots[size] = null;
        if (size > 0 && slots.length > 8 && size * 4 < slots.length) {
            slots = Arrays.copyOf(slots, slots.length / 2);
        }
    }

    void addTo(Collection<? super Running<?>> found) {
        for (int i = 0; i < size; i++) {
            found.add(slots[i].collector);
        }
    }
}
