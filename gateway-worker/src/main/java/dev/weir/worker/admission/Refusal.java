package dev.weir.worker.admission;

/** Why a demand got nothing, for meters. Never rename one. */
public enum Refusal {
    /** The worker's lease is uncertain. */
    LEASE("lease"),
    /** No permit is free, and the caller does not wait. */
    NO_PATIENCE("noPatience"),
    /** The queue is full, or the tenant's part of it. */
    QUEUE_FULL("queueFull"),
    /** It would wait longer than the caller's patience. */
    EXPECTED_WAIT("expectedWait"),
    /** It takes more permits than a limit has. */
    TOO_LARGE("tooLarge"),
    /** The caller's patience ended. */
    TIMED_OUT("timedOut"),
    /** The caller went away. */
    CANCELLED("cancelled"),
    /** The heap is nearly full. */
    MEMORY("memory"),
    /** The worker is shutting down. */
    SHUTDOWN("shutdown");

    private final String code;

    Refusal(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
