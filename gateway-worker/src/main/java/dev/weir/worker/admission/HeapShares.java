package dev.weir.worker.admission;

/**
 * Which parts of the heap collectors and waiting events may take at most; the rest is for bots, caches and the garbage collector.
 *
 * @param collectors percent, for the collectors and the items they keep
 * @param inbox percent, for the events that wait for the lanes of all shards
 */
public record HeapShares(int collectors, int inbox) {
    public static final HeapShares DEFAULT = new HeapShares(40, 12);

    /** An inbox holds as much as this, however many share the heap. */
    private static final long LEAST = 256 * 1_024;

    public HeapShares {
        if (collectors < 1 || inbox < 1 || collectors + inbox > 90) {
            throw new IllegalArgumentException(
                    "expected at least 1 each and at most 90 together, were " + collectors + " and " + inbox);
        }
    }

    /** An account that is bounded so. */
    public MemoryAccount account(long heapBytes) {
        return new MemoryAccount(heapBytes / 100 * collectors);
    }

    /** Bytes of events that may wait for one of so many shards. */
    public long inboxBytes(long heapBytes, int shards) {
        return Math.max(LEAST, heapBytes / 100 * inbox / shards);
    }
}
