package dev.weir.coordinator.plan;

import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.ShardStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far apart two identifies of one bucket are: a little more than Discord's five seconds. Each time Discord refuses a fresh
 * one with op 9 it doubles, up to a minute; each one that became a session halves it again.
 *
 * <p>Owned by the control loop, with its {@link IdentifySlots}.
 */
final class Spacing {
    /** Discord's five seconds, and some for the way there. */
    static final Duration NORMAL = Duration.ofMillis(5_100);

    static final Duration MOST = Duration.ofMinutes(1);

    private final long[] nanos;
    private final Map<Integer, Tried> tried = new TreeMap<>();

    /** An identify whose answer is not known yet. */
    private record Tried(int shard, String worker, long epoch, long number, long reconnects) {}

    Spacing(int buckets) {
        nanos = new long[buckets];
        Arrays.fill(nanos, NORMAL.toNanos());
    }

    long nanos(int bucket) {
        return nanos[bucket];
    }

    Duration slowest() {
        return Duration.ofNanos(Arrays.stream(nanos).max().orElse(0));
    }

    /** A slot was used up. */
    void used(int bucket, WorkerRow row, ShardStatus status) {
        tried.put(bucket, new Tried(status.index(), row.worker(), row.epoch(), status.slotUsed(), status.reconnects()));
    }

    /** Looks at what became of them. */
    void look(FleetView view) {
        tried.entrySet().removeIf(each -> {
            int bucket = each.getKey();
            Tried one = each.getValue();
            WorkerRow row = view.workers().get(one.worker);
            ShardStatus status = row == null || row.epoch() != one.epoch ? null : view.statusBy(row, one.shard);
            if (status == null || status.slotUsed() != one.number) {
                return true;
            }
            if (status.reconnects() > one.reconnects) {
                faster(bucket);
                return true;
            }
            return switch (status.phase()) {
                case ACTIVE, FENCED, RESUMING -> {
                    faster(bucket);
                    yield true;
                }
                case WAITING_TO_IDENTIFY -> {
                    if (status.closeCode() == ShardStatus.INVALID_SESSION) {
                        nanos[bucket] = Math.min(MOST.toNanos(), nanos[bucket] * 2);
                    }
                    yield true;
                }
                case CONNECTING -> false;
                case STOPPING, QUARANTINED -> true;
            };
        });
    }

    private void faster(int bucket) {
        nanos[bucket] = Math.max(NORMAL.toNanos(), nanos[bucket] / 2);
    }
}
