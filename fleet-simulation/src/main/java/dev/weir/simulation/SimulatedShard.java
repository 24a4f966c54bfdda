package dev.weir.simulation;

import dev.weir.cluster.TakeSlot;
import dev.weir.model.ShardId;
import dev.weir.model.ShardStatus;
import dev.weir.worker.roster.Holdings;
import dev.weir.worker.shard.ActingGate;
import dev.weir.worker.shard.CloseCode;
import dev.weir.worker.shard.IdentifySlot;
import dev.weir.worker.shard.ShardLease;
import dev.weir.worker.shard.ShardLife;
import java.util.Map;

/** One shard in a worker: the real lease, slot and life; a connection to the referee. */
final class SimulatedShard implements Holdings.Shard {
    private final SimulatedWorker worker;
    private final World world;
    private final int index;
    private final ShardLease lease;
    private final ShardLife life = new ShardLife();
    private final IdentifySlot slot;
    private final ShardId id;
    /** How many run on it; counted by {@link Callers}. */
    int collectors;

    private long token;
    private long session;
    private boolean up;
    private boolean closing;
    private boolean closed;
    private int socket;

    SimulatedShard(SimulatedWorker worker, ShardId id, long token) {
        this.worker = worker;
        this.world = worker.world;
        this.index = id.index();
        this.id = id;
        this.token = token;
        this.lease = new ShardLease(worker.lease);
        this.slot = new IdentifySlot(
                () -> {
                    ActingGate right = lease.toIdentify(worker.clock.nanos());
                    return () -> right.open(worker.clock.nanos());
                },
                _ -> false,
                worker::hint);
        connect(World.millis(10));
    }

    @Override
    public String toString() {
        return id + " of " + worker.name;
    }

    @Override
    public ShardId id() {
        return id;
    }

    /** Whether the events of a guild come to it. */
    boolean has(int guild) {
        return guild % id.count() == index;
    }

    int index() {
        return index;
    }

    boolean closed() {
        return closed;
    }

    boolean up() {
        return up;
    }

    /** Whether this worker acts for it at this instant. */
    boolean acts() {
        return acts(worker.clock.nanos());
    }

    @Override
    public boolean acts(long nowNanos) {
        return !closed && lease.open(nowNanos);
    }

    private void connect(long after) {
        int mine = ++socket;
        worker.after(after + world.random.nextLong(World.millis(300)), () -> {
            if (closed || mine != socket) {
                return;
            }
            Ill ill = world.ill(worker.index);
            if ((ill != null && !ill.reachesDiscord()) || !worker.request()) {
                // Nobody tells where the gateway is.
                connect(World.seconds(1));
            } else if (ill == Ill.OTHER_BOT) {
                world.broken("shard " + index + " is served by " + worker.name + " for another bot");
            } else if (session != 0 && world.referee.refuses(index)) {
                refused();
            } else if (session != 0 && world.referee.valid(session)) {
                up = true;
                life.resumed();
                worker.hint();
            } else {
                session = 0;
                slot.begin();
                tryToIdentify();
            }
        });
    }

    /** The turn may have come. */
    void tryToIdentify() {
        long number = closed || closing || up ? 0 : slot.ask();
        if (number != 0) {
            worker.take(new TakeSlot(index, id.count(), number, token), ours -> {
                slot.answered(number, ours);
                identify();
            });
        } else {
            identify();
        }
    }

    private void identify() {
        if (closed || closing || up || !slot.waiting() || !slot.take(id)) {
            return;
        }
        int mine = socket;
        slot.sent(worker.clock.nanos());
        life.identified();
        worker.hint();
        world.at(world.now + 1 + world.random.nextLong(World.millis(60)), () -> {
            boolean stale = world.ill(worker.index) == Ill.STALE_TOKEN;
            long given = stale ? 0 : world.referee.identify(worker.name, id);
            worker.after(World.millis(20) + world.random.nextLong(World.millis(300)), () -> {
                if (!closed && mine == socket) {
                    if (stale || world.referee.refuses(index)) {
                        refused();
                        return;
                    }
                    session = given;
                    up = true;
                    life.ready();
                    worker.hint();
                }
            });
        });
    }

    /** Discord refuses the shard for good. */
    void refused() {
        if (closed) {
            return;
        }
        socket++;
        up = false;
        life.disconnected(new CloseCode(4014, true, "the schedule wants it"));
        worker.hint();
    }

    /** The socket is gone; the session is kept unless Discord said otherwise. */
    void drop(boolean sessionToo) {
        if (closed || !up) {
            return;
        }
        up = false;
        if (sessionToo) {
            world.referee.invalidate(session);
            session = 0;
        }
        life.disconnected(new CloseCode(4000, true, "the schedule wants it"));
        worker.hint();
        connect(World.millis(sessionToo ? 1_000 : 100));
    }

    /** An event has reached this worker's socket. */
    void event(long event) {
        if (!closed && up && acts()) {
            world.referee.effect(worker.name, id, event);
            var _ = worker.request();
            worker.callers.come(this);
        }
    }

    /** Gives it up; its last handlers may act until then. */
    void close() {
        closing = true;
        life.stopping();
        worker.after(world.random.nextLong(World.millis(1_500)), () -> {
            closed = true;
            up = false;
            lease.revoke();
            worker.callers.gone(this);
            worker.holdings.gone(index);
            worker.hint();
        });
    }

    @Override
    public void confirm(long ordered) {
        token = ordered;
        lease.confirm();
    }

    @Override
    public void epochOver() {
        lease.epochOver();
        slot.grant(0);
    }

    @Override
    public void grantIdentify(long number) {
        slot.grant(number);
    }

    @Override
    public boolean live(long nowNanos) {
        return lease.live(nowNanos);
    }

    /** The same as a shard of another count, for a rule that is broken on purpose. */
    static ShardStatus as(ShardStatus it, int count) {
        return new ShardStatus(
                it.index(),
                count,
                it.token(),
                it.phase(),
                it.guilds(),
                it.latencyMillis(),
                it.lastEventAgeMillis(),
                it.eventsPerSecond(),
                it.events(),
                it.collectorsActive(),
                it.collectorsStarted(),
                it.collectorsEnded(),
                it.reconnects(),
                it.resumes(),
                it.identifies(),
                it.slotUsed(),
                it.slotAgeMillis(),
                it.closeCode(),
                it.detail());
    }

    @Override
    public ShardStatus status(long nowNanos) {
        ShardLife.Facts facts = life.facts(nowNanos, slot.waiting(), lease.open(nowNanos));
        return new ShardStatus(
                index,
                id.count(),
                token,
                facts.phase(),
                0,
                -1,
                -1,
                0,
                0,
                0,
                0,
                Map.of(),
                facts.reconnects(),
                facts.resumes(),
                facts.identifies(),
                slot.lastUsed(),
                slot.ageMillis(nowNanos),
                facts.closeCode(),
                facts.detail());
    }
}
