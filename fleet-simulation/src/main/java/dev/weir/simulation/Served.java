package dev.weir.simulation;

/**
 * The promise that a serving shard is not taken down by another worker's fault.
 *
 * <p>While one worker is no use: what others serve goes on without a moment's pause. Two exceptions have bounds of their own: the
 * one shard at a time that a new worker is tried with when its own try succeeded, and what the bad worker itself served.
 */
final class Served {
    /** 15 s or 30 s until it is found out, 12.5 s where its epoch has to end, and what it takes to connect. */
    private static final long FOUND_OUT = World.seconds(30) + World.millis(12_500) + World.seconds(5);

    private final World world;
    private final boolean[] ofTheBad;
    private final long[] downSince;
    private Fault.BadWorker bad = new Fault.BadWorker(0, 0, 0, Ill.STALE_TOKEN);
    private long from = Long.MAX_VALUE;
    private long until;
    private long bound;

    Served(World world) {
        this.world = world;
        this.ofTheBad = new boolean[world.schedule.shards()];
        this.downSince = new long[world.schedule.shards()];
    }

    /** Called right before the fault, when all shards are served. */
    void expect(Fault.BadWorker what, long queue) {
        bad = what;
        from = world.now;
        until = World.millis(what.at() + what.lasts());
        bound = FOUND_OUT + queue;
        for (int shard = 0; shard < ofTheBad.length; shard++) {
            SimulatedWorker owner = world.servedBy(shard);
            ofTheBad[shard] = owner != null && owner.index == what.worker();
        }
    }

    void look() {
        if (world.now < from || world.now > until) {
            return;
        }
        int down = 0;
        for (int shard = 0; shard < downSince.length; shard++) {
            if (world.servedBy(shard) != null) {
                downSince[shard] = 0;
                continue;
            }
            downSince[shard] = downSince[shard] == 0 ? world.now : downSince[shard];
            down += ofTheBad[shard] ? 0 : 1;
            if (world.now - downSince[shard] > bound) {
                world.broken("shard " + shard + " is not served for " + (world.now - downSince[shard]) / 1_000_000
                        + " ms while " + bad + " goes on");
            }
        }
        int tried = bad.ill() == Ill.INERT ? 1 : 0;
        if (down > tried) {
            world.broken(down + " shards of other workers are down while " + bad + " goes on");
        }
    }
}
