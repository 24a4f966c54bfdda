package dev.weir.cluster;

import java.util.Map;

/**
 * The only entry of the map {@link FleetMaps#IDENTIFY}: whose turn it is in each bucket. The leader gives turns, the workers take
 * them; because both do so in this one entry, all of them are in one order.
 *
 * @param slots by bucket, the last slot of it; a bucket that is missing had none since the map was made
 */
public record IdentifyBook(Map<Integer, Slot> slots) {
    /** Key of the entry. */
    public static final String KEY = "slots";

    public static final IdentifyBook EMPTY = new IdentifyBook(Map.of());

    public IdentifyBook {
        slots = Map.copyOf(slots);
    }
}
