package dev.weir.cluster;

import com.hazelcast.query.Predicate;
import java.util.Map;

/**
 * Finds the entries of a map that are not what they should be.
 *
 * @param map one of {@link FleetMaps}
 */
public record Unfit(String map) implements Predicate<Object, Object> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean apply(Map.Entry<Object, Object> entry) {
        return EntryShape.of(map).fitting(entry) == null;
    }
}
