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
    /** Null for those that only end with the place. */
    final @Nullable Kind kind;

    /** Of the same key, for another kind. */
    final @Nullable Cell next;

    private Standing[] standing = new Standing[1];
    private int size;

    Cell(@Nullable Kind kind, @Nullable Cell next) {
        this.kind = kind;
        this.next = next;
    }

    /** What a cell holds: a collector that has its first cell here, or its further place. */
    sealed interface Standing permits Running, Further {
        Running<?> running();

        void moved(int position);
    }

    /** A collector's place in one more cell, and its next one. */
    static final class Further implements Standing {
        private final Running<?> running;
        private final Cell cell;
        private final @Nullable Further next;
        private int position;

        private Further(Running<?> running, Cell cell) {
            this.running = running;
            this.cell = cell;
            this.next = running.further;
        }

        @Override
        public Running<?> running() {
            return running;
        }

        @Override
        public void moved(int to) {
            position = to;
        }
    }

    /** Whether nobody waits under the key any more, for whatever kind. */
    boolean nobody() {
        return size == 0 && (next == null || next.nobody());
    }

    void add(Running<?> running) {
        if (running.cell == null) {
            running.cell = this;
            add((Standing) running);
        } else {
            Further further = new Further(running, this);
            running.further = further;
            add(further);
        }
    }

    private void add(Standing one) {
        if (size == standing.length) {
            // With its header an array of an odd length fills whole words.
            standing = Arrays.copyOf(standing, size * 2 + 1);
        }
        one.moved(size);
        standing[size++] = one;
    }

    /** Takes a collector out of every cell it stands in. */
    static void leaveAll(Running<?> running) {
        Cell first = running.cell;
        if (first != null) {
            first.remove(running.position);
        }
        for (Further each = running.further; each != null; each = each.next) {
            each.cell.remove(each.position);
        }
        running.cell = null;
        running.further = null;
    }

    @SuppressWarnings("NullAway") // beyond size the array holds nothing
    private void remove(int position) {
        Standing last = standing[--size];
        standing[position] = last;
        last.moved(position);
        standing[size] = null;
        if (size > 0 && standing.length > 8 && size * 4 < standing.length) {
            standing = Arrays.copyOf(standing, standing.length / 2);
        }
    }

    void addTo(Collection<? super Running<?>> found) {
        for (int i = 0; i < size; i++) {
            found.add(standing[i].running());
        }
    }
}
