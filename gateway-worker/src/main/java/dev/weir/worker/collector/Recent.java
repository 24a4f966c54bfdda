package dev.weir.worker.collector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.collections.LongHashSet;

/** The last keys that were seen, to know duplicates after a replay. Bounded: forgets the oldest. */
final class Recent {
    private static final int MOST = 1_024;
    private static final int FIRST = 8;

    /** Of the heap for each place in the ring, the set's part included. */
    private static final long PLACE = 24;

    private final LongHashSet keys = new LongHashSet();
    private final Burden burden;
    private long[] ring = new long[FIRST];
    private int next;
    private int size;

    Recent(Burden burden) {
        this.burden = burden;
    }

    /** Remembers a key; false when it is there already. */
    boolean add(long key) {
        if (!keys.add(key)) {
            return false;
        }
        if (size == ring.length && size < MOST) {
            ring = Arrays.copyOf(ring, size * 2);
            burden.grow(PLACE * size);
            next = size;
        }
        if (size == ring.length) {
            keys.remove(ring[next]);
        } else {
            size++;
        }
        ring[next] = key;
        next = (next + 1) % ring.length;
        return true;
    }

    /** Oldest first. */
    List<Long> keys() {
        List<Long> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(ring[Math.floorMod(next - size + i, ring.length)]);
        }
        return all;
    }

    static Recent restored(List<Long> keys, Burden burden) {
        Recent recent = new Recent(burden);
        keys.forEach(recent::add);
        return recent;
    }
}
