package dev.weir.coordinator.plan;

import dev.weir.cluster.Slot;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many turns to identify each shard has had lately, and how long one waits that asks again and again.
 *
 * <p>A shard that had five turns under one owner within ten minutes, or fifteen whoever owned it, waits 1, 2, 4, 8, 16 and then
 * 30 minutes after each further one. It is as every other again when it was ACTIVE for ten minutes, or when a person lifts a
 * quarantine. What Discord has to mend is no reason to take a shard out of service.
 *
 * <p>Every coordinator keeps one from its start and reads it from the fleet's book, so that a new leader goes on where the former one
 * was. A coordinator that was started later takes a shard that says that it tried in vain as one that waits already. Owned by the
 * control loop.
 */
public final class IdentifyPace {
    /** Turns of one owner for one shard within the window, after which the shard waits. */
    static final int MOST_PER_OWNER = 5;

    /** The same whoever owned it: moves and lost workers are no fault of the shard, so it takes more of them. */
    static final int MOST_PER_SHARD = 15;

    static final Duration WINDOW = Duration.ofMinutes(10);

    private static final List<Duration> WAITS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(4),
            Duration.ofMinutes(8),
            Duration.ofMinutes(16),
            Duration.ofMinutes(30));

    private final Map<Integer, Turns> shards = new TreeMap<>();
    private int shardCount;

    private record Used(long token, long atNanos) {}

    /**
     * A shard that waits although it may be its turn.
     *
     * @param turns how many it has had in a row
     * @param between the last turn and the next
     * @param left of that
     */
    public record Wait(int turns, Duration between, Duration left) {}

    private static final class Turns {
        /** Turns that it was given, whether or not it used them. */
        final Deque<Long> givenNanos = new ArrayDeque<>();

        final Deque<Used> used = new ArrayDeque<>();
        long lastGiven;
        long lastUsed;
        long lastToken;
        long lastNanos;
        int inARow;
        /** Which of {@link #WAITS} holds, from 1; 0 for none. */
        int level;

        @Nullable
        Long activeSinceNanos;
    }

    /** Looks at whose turn it was, and at who serves; to be called with every look of the control loop. */
    public void look(FleetView view, long nowNanos) {
        view.quarantined().forEach(shards::remove);
        if (view.shardCount() != shardCount) {
            // A shard of another count is another shard.
            shards.clear();
            shardCount = view.shardCount();
        }
        for (Slot slot : view.book().slots().values()) {
            if (slot.count() == shardCount
                    && slot.shard() < shardCount
                    && view.record(slot.shard()).quarantine() == null) {
                Turns turns = shards.computeIfAbsent(slot.shard(), _ -> new Turns());
                given(turns, slot, nowNanos);
                if (isUsed(view, slot)) {
                    used(turns, slot, nowNanos);
                }
            }
        }
        for (int shard = 0; shard < view.shardCount(); shard++) {
            ShardStatus status = view.observed(shard);
            if (status != null) {
                observed(shard, status, nowNanos);
            }
        }
    }

    private static void given(Turns turns, Slot slot, long nowNanos) {
        if (slot.number() != turns.lastGiven) {
            turns.lastGiven = slot.number();
            turns.givenNanos.addLast(nowNanos);
        }
    }

    /** A turn that was not taken costs nothing: its worker may have ended. */
    private static boolean isUsed(FleetView view, Slot slot) {
        ShardStatus status = view.observed(slot.shard());
        return slot.taken() || (status != null && status.token() == slot.token() && status.slotUsed() >= slot.number());
    }

    private static void used(Turns turns, Slot slot, long nowNanos) {
        if (slot.number() == turns.lastUsed) {
            return;
        }
        turns.lastUsed = slot.number();
        turns.lastToken = slot.token();
        turns.lastNanos = nowNanos;
        turns.inARow++;
        turns.used.addLast(new Used(slot.token(), nowNanos));
        forget(turns, nowNanos);
        long byOwner =
                turns.used.stream().filter(each -> each.token == slot.token()).count();
        if (turns.level > 0 || byOwner >= MOST_PER_OWNER || turns.used.size() >= MOST_PER_SHARD) {
            turns.level = Math.min(turns.level + 1, WAITS.size());
        }
    }

    private void observed(int shard, ShardStatus status, long nowNanos) {
        Turns turns = shards.get(shard);
        if (status.phase() == ShardPhase.ACTIVE) {
            if (turns != null && turns.activeSinceNanos == null) {
                turns.activeSinceNanos = nowNanos;
            } else if (turns != null
                    && turns.activeSinceNanos != null
                    && nowNanos - turns.activeSinceNanos >= WINDOW.toNanos()) {
                shards.remove(shard);
            }
        } else if (turns != null) {
            turns.activeSinceNanos = null;
        } else if (status.phase() == ShardPhase.WAITING_TO_IDENTIFY
                && status.identifies() - status.reconnects() > MOST_PER_OWNER) {
            shards.put(shard, triedBefore(status, nowNanos));
        }
    }

    /** Before this coordinator began to look. */
    private static Turns triedBefore(ShardStatus status, long nowNanos) {
        Turns turns = new Turns();
        turns.lastUsed = status.slotUsed();
        turns.lastToken = status.token();
        turns.lastNanos = nowNanos
                - Duration.ofMillis(Math.max(0, status.slotAgeMillis())).toNanos();
        turns.inARow = Math.toIntExact(Math.min(status.identifies() - status.reconnects(), 1_000));
        turns.level = 1;
        return turns;
    }

    /** How long a shard has to wait yet under a token; zero when it need not. */
    Duration left(int shard, long token, long nowNanos) {
        Turns turns = shards.get(shard);
        if (turns == null || turns.level == 0) {
            return Duration.ZERO;
        }
        forget(turns, nowNanos);
        if (turns.lastToken != token && turns.used.size() < MOST_PER_SHARD) {
            // Another worker may do better.
            return Duration.ZERO;
        }
        long left = WAITS.get(turns.level - 1).toNanos() - (nowNanos - turns.lastNanos);
        return Duration.ofNanos(Math.max(0, left));
    }

    /** Turns that a shard was given within the window. */
    int lately(int shard, long nowNanos) {
        Turns turns = shards.get(shard);
        if (turns == null) {
            return 0;
        }
        forget(turns, nowNanos);
        return turns.givenNanos.size();
    }

    private static void forget(Turns turns, long nowNanos) {
        while (!turns.givenNanos.isEmpty() && nowNanos - turns.givenNanos.getFirst() > WINDOW.toNanos()) {
            turns.givenNanos.removeFirst();
        }
        while (!turns.used.isEmpty() && nowNanos - turns.used.getFirst().atNanos > WINDOW.toNanos()) {
            turns.used.removeFirst();
        }
    }

    /** The shards that wait for no other reason now than that they asked too often. */
    public Map<Integer, Wait> waits(FleetView view, long nowNanos) {
        Map<Integer, Wait> waits = new TreeMap<>();
        shards.forEach((shard, turns) -> {
            ShardStatus status = view.observed(shard);
            if (status != null && status.phase() == ShardPhase.WAITING_TO_IDENTIFY) {
                Duration left = left(shard, status.token(), nowNanos);
                if (!left.isZero()) {
                    waits.put(shard, new Wait(turns.inARow, WAITS.get(turns.level - 1), left));
                }
            }
        });
        return waits;
    }
}
