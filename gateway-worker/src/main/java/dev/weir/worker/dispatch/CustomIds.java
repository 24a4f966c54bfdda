package dev.weir.worker.dispatch;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a component by its custom id, or by how that begins: a look-up costs as many steps as there are keys
 * that the id begins with.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class CustomIds {
    private final TreeMap<String, Cell> byId = new TreeMap<>();

    boolean isEmpty() {
        return byId.isEmpty();
    }

    @Nullable
    Cell get(String id) {
        return byId.get(id);
    }

    void put(String id, Cell cell) {
        byId.put(id, cell);
    }

    void remove(String id) {
        byId.remove(id);
    }

    void clear() {
        byId.clear();
    }

    /** Tells of each key that an id begins with. */
    void forEach(String id, Consumer<Cell> found) {
        Map.Entry<String, Cell> entry = id.isEmpty() ? null : byId.floorEntry(id);
        while (entry != null) {
            String key = entry.getKey();
            if (id.startsWith(key)) {
                found.accept(entry.getValue());
                entry = byId.lowerEntry(key);
            } else {
                int common = commonLength(key, id);
                entry = common == 0 ? null : byId.floorEntry(id.substring(0, common));
            }
        }
    }

    private static int commonLength(String a, String b) {
        int most = Math.min(a.length(), b.length());
        int common = 0;
        while (common < most && a.charAt(common) == b.charAt(common)) {
            common++;
        }
        return common;
    }
}
