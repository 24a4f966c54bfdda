package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The coordinators gave no certain answer: not reached, no majority, or too slow. Whether the change was made is unknown;
 * since every change may be repeated, the caller repeats it with its next round.
 */
public final class FleetUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what was tried. */
    public FleetUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
