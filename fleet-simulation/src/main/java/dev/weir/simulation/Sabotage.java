package dev.weir.simulation;

/** A rule broken on purpose, to show that the simulation would notice. */
enum Sabotage {
    NONE,
    /** The leaders' clocks run twice as fast: workers are expired while their leases last. */
    LEADERS_IN_A_HURRY,
    /** The workers' clocks run at half speed: as if they had no margin and more. */
    SLOW_WORKERS,
    /** The wall clock of a suspended machine stands still too: no worker sees that it was suspended. */
    NO_JUMP_DETECTION,
    /** Every assignment is made under the token that was there. */
    TOKENS_STAND_STILL
}
