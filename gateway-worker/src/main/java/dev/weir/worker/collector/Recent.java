package dev.weir.worker.collector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.collections.LongHashSet;

/** The last keys that were seen, to know duplicates after a replay. Bounded: forgets the oldest. */
final class Recent {
    private static final int MOST = 1_024;

    private final LongHashSet keys = new LongHashSet();
    private long[] ring = new long[8];
    private int next;
    private int size;

    /** Remembers a key; false when it is there already. */
    boolean add(long key) {
        if (!keys.add(key)) {
            return false;
        }
        if (size == ring.length && size < MOST) {
            ring = Arrays.copyOf(ring, size * 2);
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

    static Recent restored(List<Long> keys) {
        Recent recent = new Recent();
        keys.forEach(recent::add);
        return recent;
    }
}
