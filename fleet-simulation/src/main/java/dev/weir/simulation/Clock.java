package dev.weir.simulation;

/** The clocks of one machine: each runs at its own speed, and the monotonic one stands still while the machine is suspended. */
final class Clock {
    private static final long MILLI = 1_000_000;

    /** A suspension and a set of the wall clock that cancel each other out within a lease can be seen by nobody: kept apart. */
    private static final long UNDISTURBED = World.seconds(12);

    private final World world;
    private final double speed;
    private final long start;
    private final boolean wallFollows;
    private long wallOffset;
    private long stoodStill;
    private long suspendedAt = -1;
    private long disturbedAt = -UNDISTURBED;

    Clock(World world, double speed, boolean wallFollows) {
        this.world = world;
        this.speed = speed;
        this.wallFollows = wallFollows;
        this.start = world.random.nextLong(1_000_000) * MILLI;
        this.wallOffset = world.random.nextLong(2_000);
    }

    long nanos() {
        long until = suspendedAt < 0 ? world.now : suspendedAt;
        return start + (long) ((until - stoodStill) * speed);
    }

    long wallMillis() {
        long passed = wallFollows ? nanos() - start : world.now;
        return 1_795_000_000_000L + wallOffset + passed / MILLI;
    }

    boolean suspended() {
        return suspendedAt >= 0;
    }

    void suspend() {
        if (suspendedAt < 0) {
            suspendedAt = world.now;
        }
    }

    void wake() {
        if (suspendedAt >= 0) {
            stoodStill += world.now - suspendedAt;
            disturbedAt = world.now;
            suspendedAt = -1;
        }
    }

    void set(long byMillis) {
        if (!suspended() && !disturbed()) {
            disturbedAt = world.now;
            wallOffset += byMillis;
        }
    }

    /** Whether something was done to one of its clocks a short while ago. */
    boolean disturbed() {
        return world.now - disturbedAt < UNDISTURBED;
    }
}
