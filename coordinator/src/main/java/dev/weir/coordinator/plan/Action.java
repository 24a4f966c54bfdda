package dev.weir.coordinator.plan;

/** One step that the leader wants to take. Each is a compare-and-set on what the leader saw, and says why. */
public sealed interface Action {

    /** One sentence for a person. */
    String reason();

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
    record ExpireWorker(String worker, long epoch, long counterSeen, String reason) implements Action {}

    /**
     * Gives a shard to a worker under a new token.
     *
     * @param claim whether the worker runs the shard already, so that no identify is needed
     */
    record AssignShard(
            int shard, long tokenSeen, long tokenFloor, String worker, long epoch, boolean claim, String reason)
            implements Action {}

    /** Records that a dead worker's shard, for which there is no other worker now, is nobody's. */
    record VacateShard(int shard, long tokenSeen, String reason) implements Action {}

    /**
     * Writes a worker's orders anew without a shard, so that the worker lets go of it and no other leader can order it under
     * this token any more. Only when the worker has acted on these orders is the shard given to somebody else.
     */
    record LeaveOut(int shard, long token, String worker, long epoch, String reason) implements Action {}

    /** Takes a shard out of service until a person lifts it. */
    record QuarantineShard(int shard, long tokenSeen, int closeCode, String reason) implements Action {}
}
