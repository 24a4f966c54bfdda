package dev.weir.worker.shard;

/** Discord answered a REST request with an error. */
public final class RestRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** Keeps the HTTP status, and Discord's own words in the message. */
    public RestRefused(int status, String message) {
        super(message);
        this.status = status;
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }
}
