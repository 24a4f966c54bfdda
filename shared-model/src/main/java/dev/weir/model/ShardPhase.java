package dev.weir.model;

/** Where a shard is on its way, as its owner sees it. */
public enum ShardPhase {
    /** Assigned; its connection is being opened. */
    CONNECTING,
    /** Waits for its turn to send IDENTIFY. */
    WAITING_TO_IDENTIFY,
    /** Events arrive and are acted on. */
    ACTIVE,
    /** The connection dropped; tries to resume the session. */
    RESUMING,
    /** Connected, but the lease is not certain: nothing is delivered. */
    FENCED,
    /** Being closed, on its way to another worker or down. */
    STOPPING,
    /** Discord refused it for good (a fatal close code); needs a person. */
    QUARANTINED
}
