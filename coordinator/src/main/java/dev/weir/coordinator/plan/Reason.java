package dev.weir.coordinator.plan;

/** Why the leader takes a step, or does not take it yet. */
public enum Reason {
    /** The worker has not renewed for 11.5 s. */
    SILENT("silent"),
    /** The shard was never given to anybody. */
    NEVER_ASSIGNED("neverAssigned"),
    /** The shard was given back, by its worker, by a lifted quarantine or by an operator. */
    NO_OWNER("noOwner"),
    /** The epoch of the worker that had the shard is over. */
    OWNER_GONE("ownerGone"),
    /** The worker runs the shard already, so that no identify is needed. */
    STILL_RUNS("stillRuns"),
    /** The worker that had the shard before many workers were lost is back. */
    RETURNED("returned"),
    /** The worker that had the shard has let go of it, as it was told. */
    LET_GO("letGo"),
    /** The shard was given to a worker whose orders never named it. */
    NOT_ORDERED("notOrdered"),
    /** The shard is of another count than the fleet is split into. */
    OTHER_COUNT("otherCount"),
    /** An operator drains the worker. */
    DRAINED("drained"),
    /** Another worker has at least two shards fewer. */
    UNEVEN("uneven"),
    /** The worker that has the shard does not bring it to ACTIVE, or must not serve it. */
    NOT_SERVED("notServed"),
    /** The worker that should have the shard has not proved itself, or the last one it was given is not ACTIVE yet. */
    UNPROVEN("unproven"),
    /** No worker has room for the shard. */
    NO_ROOM("noRoom"),
    /** Discord refused the shard with a close code that only a person can mend. */
    REFUSED("refused"),
    /** So many workers were lost at once that their shards are kept for them for a while. */
    MASS_LOSS("massLoss"),
    /** The fleet starts, or its maps were lost: who may act is not known yet. */
    STARTING("starting"),
    /** Enough shards are on their way already, in all or in this identify bucket. */
    OTHERS_MOVE("othersMove"),
    /** What is left of today's identifies is kept for shards that nobody acts for. */
    RESERVE("reserve");

    private final String code;

    Reason(String code) {
        this.code = code;
    }

    /** Stable name in metrics, JSON and logs. Never rename one. */
    public String code() {
        return code;
    }
}
