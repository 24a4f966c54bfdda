package dev.weir.worker.admission;

/** A collector may not run; the message says why, and which limit. */
public final class AdmissionRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Keeps the reason. */
    public AdmissionRefused(String reason) {
        super(reason);
    }
}
