package dev.weir.cluster;

/** A majority of coordinators that runs does not let this one in: it is configured otherwise than they are. */
public final class UnfitCoordinator extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitCoordinator(String why) {
        super(why);
    }
}
