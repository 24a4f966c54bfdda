package dev.weir.worker.collector;

import dev.weir.worker.event.Payload;

/**
 * What one collector takes of the heap, in bytes. A payload that several collectors of a lane keep is told to the lane once, by
 * the first that takes it, and taken back by the last that lets it go.
 *
 * <p>Owned by its lane. The constants were measured: {@code MemoryTest} holds them against a real heap.
 */
final class Burden {
    /** A collector that has heard something, without its items. */
    static final long AWAKE = 1_200;

    /** The place of an item among those kept, or on its way to a handler. */
    static final long PLACE = 48;

    /** What is remembered for good of an accepted pair of user and emoji. */
    static final long PAIR = 160;

    private long own;
    private long items;
    private long untold;

    void grow(long bytes) {
        own += bytes;
        untold += bytes;
    }

    void take(Item item) {
        Payload payload = item.event().payload();
        long size = item.event().bytes();
        items += size;
        grow(PLACE);
        untold += payload.hold() ? size : 0;
    }

    void drop(Item item) {
        Payload payload = item.event().payload();
        long size = item.event().bytes();
        items -= size;
        grow(-PLACE);
        untold -= payload.letGo() ? size : 0;
    }

    /** All that was its own is given back; its items were let go before. */
    void end() {
        assert items == 0 : items + " bytes of items were not let go";
        grow(-own);
    }

    /** What would be free without it, were it the only one to keep its items. */
    long bytes() {
        return own + items;
    }

    /** The change since the last call. */
    long untold() {
        long since = untold;
        untold = 0;
        return since;
    }
}
