package dev.weir.simulation;

import dev.weir.model.ShardId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Discord as far as a fleet can hurt it: identifies by bucket, sessions, and what was done about each event. */
final class Referee {
    private static final long FIVE_SECONDS = 5_000_000_000L;

    private final World world;
    private final Map<Integer, Long> lastByBucket = new HashMap<>();
    private final Map<Long, Integer> sessions = new HashMap<>();
    private final Set<Long> effects = new HashSet<>();
    private final Set<Integer> refused = new HashSet<>();
    private final Map<String, Integer> invalid = new HashMap<>();
    private long lastSession;
    private int identifies;

    Referee(World world) {
        this.world = world;
    }

    /** Discord will refuse a shard from now on, whoever comes. */
    void refuse(int shard) {
        refused.add(shard);
    }

    boolean refuses(int shard) {
        return refused.contains(shard);
    }

    /** An IDENTIFY has arrived; answers with the number of the session, which is not {@link #valid} when it is refused. */
    long identify(String worker, ShardId id) {
        int shard = id.index();
        int bucket = shard % world.schedule.buckets();
        Long last = lastByBucket.put(bucket, world.now);
        identifies++;
        world.note(worker, "identifies", id);
        if (last != null && world.now - last < FIVE_SECONDS) {
            world.broken("two identifies in bucket " + bucket + " within " + (world.now - last) / 1_000_000
                    + " ms, the second by " + worker + " for shard " + id);
        }
        if (world.quarantined(id)) {
            world.broken("shard " + shard + " is quarantined, and identified by " + worker);
        }
        lastSession++;
        if (!refuses(shard)) {
            sessions.put(lastSession, shard);
        }
        return lastSession;
    }

    boolean valid(long session) {
        return sessions.containsKey(session);
    }

    void invalidate(long session) {
        sessions.remove(session);
    }

    /** Somebody acted on an event. */
    void effect(String worker, ShardId shard, long event) {
        if (!effects.add(event)) {
            world.broken("event " + event + " of shard " + shard + " has a second effect, by " + worker);
        }
    }

    /** A request was answered with 401, 403 or 429. */
    void refused(String worker) {
        invalid.merge(worker, 1, Integer::sum);
    }

    /** How many such answers a worker has caused, in all of its processes. */
    int refusals(String worker) {
        return invalid.getOrDefault(worker, 0);
    }

    int identifies() {
        return identifies;
    }
}
