package dev.weir.demo.fleet;

/** A process of the fleet could not be started or did not do what was awaited. The message is for people. */
public final class FleetFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FleetFailure(String message) {
        super(message);
    }

    public FleetFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
