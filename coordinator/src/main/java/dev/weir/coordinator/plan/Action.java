package dev.weir.coordinator.plan;

import org.jspecify.annotations.Nullable;

/** One step that the leader wants to take. Each is a compare-and-set on what the leader saw, and says why. */
public sealed interface Action {

    /** Why it is taken. */
    Reason reason();

    /** The same as a sentence for a person. */
    String text();

    /** Stable name in metrics and logs. Never rename one. */
    default String kind() {
        return switch (this) {
            case ExpireWorker _ -> "expire";
            case AssignShard assign -> assign.claim() ? "claim" : "assign";
            case VacateShard _ -> "vacate";
            case LeaveOut _ -> "leaveOut";
            case QuarantineShard _ -> "quarantine";
        };
    }

    /** Ends the epoch of a worker that does not renew. */
    record ExpireWorker(String worker, long epoch, long counterSeen, Reason reason, String text) implements Action {}

    /**
     * Gives a shard to a worker under a new token.
     *
     * @param claim whether the worker runs the shard already, so that no identify is needed
     */
    record AssignShard(
            int shard,
            long tokenSeen,
            long tokenFloor,
            String worker,
            long epoch,
            boolean claim,
            Reason reason,
            String text)
            implements Action {}

    /** Records that no worker has a shard: its worker is gone and no other has room, or it was of another count and is let go of. */
    record VacateShard(int shard, long tokenSeen, Reason reason, String text) implements Action {}

    /**
     * Writes a worker's orders anew without a shard, so that the worker lets go of it and no other leader can order it under
     * this token any more. Only when the worker has acted on these orders is the shard given to somebody else.
     *
     * @param to worker that shall have it then, or null when that is decided then
     */
    record LeaveOut(
            int shard,
            long token,
            String worker,
            long epoch,
            @Nullable String to,
            Reason reason,
            String text) implements Action {}

    /** Takes a shard out of service until a person lifts it. */
    record QuarantineShard(int shard, long tokenSeen, int closeCode, Reason reason, String text) implements Action {}
}
