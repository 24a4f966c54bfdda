package dev.weir.worker.dispatch;

import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who waits in the places of one sort, by id: a {@link Cell}, or a collector that is alone there. An id where nobody waits costs
 * about the same however many wait elsewhere.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class PlaceTable {
    private final Long2ObjectHashMap<Object> byId = new Long2ObjectHashMap<>();
    private final KeyFilter filter = new KeyFilter();

    boolean isEmpty() {
        return byId.isEmpty();
    }

    @Nullable
    Object get(long id) {
        return filter.mayHold(id) ? byId.get(id) : null;
    }

    void put(long id, Object who) {
        if (byId.put(id, who) != null) {
            return;
        }
        if (filter.full()) {
            filter.renew(byId.size());
            for (var ids = byId.keySet().iterator(); ids.hasNext(); ) {
                filter.add(ids.nextLong());
            }
        } else {
            filter.add(id);
        }
    }

    void remove(long id) {
        byId.remove(id);
    }

    void clear() {
        byId.clear();
        filter.renew(0);
    }
}
