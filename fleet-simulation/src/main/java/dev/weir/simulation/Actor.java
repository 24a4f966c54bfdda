package dev.weir.simulation;

/** A process: what reaches it while it stands still reaches it when it wakes, in the same order; a dead one hears nothing. */
abstract class Actor {
    final World world;
    final String name;
    final Clock clock;
    private long pausedUntil;
    private boolean dead;

    Actor(World world, String name, Clock clock) {
        this.world = world;
        this.name = name;
        this.clock = clock;
    }

    final boolean dead() {
        return dead;
    }

    final boolean paused() {
        return world.now < pausedUntil;
    }

    final long pausedUntil() {
        return pausedUntil;
    }

    final void pause(long nanos) {
        pausedUntil = Math.max(pausedUntil, world.now + nanos);
    }

    void die() {
        dead = true;
    }

    /** Runs something in this process after a while. */
    final void after(long nanos, Runnable what) {
        world.at(world.now + nanos, () -> run(what));
    }

    final void run(Runnable what) {
        if (dead) {
            return;
        }
        if (paused()) {
            world.at(pausedUntil, () -> run(what));
        } else {
            what.run();
        }
    }
}
