package dev.weir.coordinator.plan;

/** How much a worker is trusted with. In order, least first. */
public enum Grade {
    /** Nothing: it is set aside. */
    ASIDE,
    /** It is set aside for what it did, and its bot works now: shards that nobody acts for, when there is no other worker at all. */
    LAST_RESORT,
    /** Its bot was not tried yet: shards that nobody acts for, when there is no better worker. */
    UNTRIED,
    /** It has just come: shards that nobody serves, when no proven worker has room, and those that wait for their turn. */
    YOUNG,
    /** Its bot works, no shard of it does yet: one shard, even one that another serves. */
    FRESH,
    /** It brings shards to ACTIVE: whatever it can carry. */
    PROVEN;

    /** Whether a worker has a share of the fleet's shards. */
    boolean takes() {
        return this != ASIDE && this != LAST_RESORT;
    }
}
