package dev.weir.simulation;

/** A rule broken on purpose, to show that the simulation would notice. */
enum Sabotage {
    NONE,
    /** The leaders' clocks run twice as fast: workers are expired while their leases last. */
    LEADERS_IN_A_HURRY,
    /** All clocks of the workers run at half speed: as if they had no margin and more. */
    SLOW_WORKERS,
    /** The wall clock of a suspended machine stands still too: no worker sees that it was suspended. */
    NO_JUMP_DETECTION,
    /** A worker that waits for its first orders says that it has used all that Discord allows to be invalid. */
    FRESH_WORKERS_CLAIM_ALL,
    /** Leaders take what records and workers say of any count for their own. */
    COUNTS_ARE_NOT_TOLD_APART,
    /** Every assignment is made under the token that was there. */
    TOKENS_STAND_STILL;

    /** Whether a worker's wall clock tells it no more than its monotonic one: else the gate closes where the two part. */
    boolean wallClockFollows() {
        return this == NO_JUMP_DETECTION || this == SLOW_WORKERS;
    }
}
