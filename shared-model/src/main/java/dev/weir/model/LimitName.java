package dev.weir.model;

/** The limits that hold for the whole fleet. */
public final class LimitName {
    /** Collectors that run at the same time. */
    public static final String COLLECTORS = "collectors";

    private LimitName() {}
}
