package dev.weir.simulator.gateway;

import dev.weir.simulator.world.Snowflakes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All live sessions, by id and by {@code [shard, count]}: an event is offered only to those of its shard.
 *
 * <p>Not thread-safe: owned by the lane.
 */
final class SessionTable {

    private final Map<String, Session> byId = new LinkedHashMap<>();
    private final Map<Integer, Map<Integer, List<Session>>> byCount = new HashMap<>();

    void add(Session session) {
        byId.put(session.id(), session);
        byCount.computeIfAbsent(session.count(), _ -> new HashMap<>())
                .computeIfAbsent(session.shard(), _ -> new ArrayList<>())
                .add(session);
    }

    void remove(Session session) {
        byId.remove(session.id());
        Map<Integer, List<Session>> shards = byCount.getOrDefault(session.count(), Map.of());
        List<Session> sessions = shards.get(session.shard());
        if (sessions != null) {
            sessions.remove(session);
            if (sessions.isEmpty()) {
                shards.remove(session.shard());
            }
        }
        if (shards.isEmpty()) {
            byCount.remove(session.count());
        }
    }

    @Nullable
    Session get(String id) {
        return byId.get(id);
    }

    Collection<Session> all() {
        return List.copyOf(byId.values());
    }

    /** Zero: no guild, so shard 0. */
    List<Session> of(long guildId) {
        if (byCount.size() == 1) {
            var only = byCount.entrySet().iterator().next();
            return List.copyOf(only.getValue().getOrDefault(shard(guildId, only.getKey()), List.of()));
        }
        List<Session> found = new ArrayList<>();
        byCount.forEach((count, shards) -> found.addAll(shards.getOrDefault(shard(guildId, count), List.of())));
        return found;
    }

    private static int shard(long guildId, int count) {
        return guildId == 0 ? 0 : Snowflakes.shard(guildId, count);
    }

    /** Absent: of every shard. */
    List<Session> ofShard(@Nullable Integer shard) {
        return byId.values().stream()
                .filter(session -> shard == null || session.shard() == shard)
                .toList();
    }

    Map<Integer, Integer> perCount() {
        Map<Integer, Integer> counts = new TreeMap<>();
        byId.values().forEach(session -> counts.merge(session.count(), 1, Integer::sum));
        return counts;
    }

    Map<Integer, Integer> perShard(boolean connectedOnly) {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (Session session : byId.values()) {
            if (!connectedOnly || session.connection() != null) {
                counts.merge(session.shard(), 1, Integer::sum);
            }
        }
        return counts;
    }
}
