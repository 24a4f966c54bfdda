package dev.weir.worker.dispatch;

import java.util.HashSet;
import java.util.Set;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Who holds something that stands on a message, and would not be found by it in the index: collectors of a user's items, which
 * must hear when the message or a reaction to it is gone, whoever took it away.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class Holders {
    private final Long2ObjectHashMap<Set<Running<?>>> byMessage = new Long2ObjectHashMap<>();

    void add(long message, Running<?> running) {
        byMessage.computeIfAbsent(message, _ -> new HashSet<>(2)).add(running);
        Running.Trail trail = running.trail();
        if (trail.holds == null) {
            trail.holds = new HashSet<>(4);
        }
        trail.holds.add(message);
    }

    Set<Running<?>> of(long message) {
        return byMessage.getOrDefault(message, Set.of());
    }

    /** It takes no items any more, and so lets go of all. */
    void forget(Running<?> running) {
        Running.Trail trail = running.trailIfAny();
        if (trail == null || trail.holds == null) {
            return;
        }
        trail.holds.forEach(message -> {
            Set<Running<?>> those = byMessage.get(message);
            if (those != null && those.remove(running) && those.isEmpty()) {
                byMessage.remove(message);
            }
        });
        trail.holds = null;
    }

    void clear() {
        byMessage.clear();
    }
}
