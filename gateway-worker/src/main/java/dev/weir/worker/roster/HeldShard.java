package dev.weir.worker.roster;

import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import dev.weir.model.ShardStatus;
import dev.weir.worker.admission.Admission;
import dev.weir.worker.cluster.CollectorRegistry;
import dev.weir.worker.dispatch.Alert;
import dev.weir.worker.dispatch.Evictable;
import dev.weir.worker.dispatch.Lane;
import dev.weir.worker.dispatch.LaneSettings;
import dev.weir.worker.dispatch.LaneStats;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.shard.ActingGate;
import dev.weir.worker.shard.CloseCode;
import dev.weir.worker.shard.Gateway;
import dev.weir.worker.shard.GatewayConnection;
import dev.weir.worker.shard.GatewayListener;
import dev.weir.worker.shard.IdentifySlot;
import dev.weir.worker.shard.IdentifyTurns;
import dev.weir.worker.shard.Rest;
import dev.weir.worker.shard.ShardLease;
import dev.weir.worker.shard.ShardLife;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard that this worker holds: its connection, its lane, its bots.
 *
 * <p>Calls of the connection come one at a time; {@link #start} and {@link #close} run once each, on threads that may block. A shard
 * that was closed before it was started is not started.
 */
public final class HeldShard implements GatewayListener, Holdings.Shard {
    private static final Logger log = LoggerFactory.getLogger(HeldShard.class);

    private final ShardId id;
    private final ShardLease lease;
    private final ShardLife life = new ShardLife();
    private final IdentifySlot slot;
    private final Lane lane;
    private final Gateway gateway;
    private final CollectorRegistry registry;
    private final ShardBots bots;
    private final IdentifyTurns turns;
    private final Runnable changed;

    private volatile long token;
    /** It was given up, perhaps before its start got its turn; guarded by this. */
    private boolean closed;

    private volatile @Nullable GatewayConnection connection;

    /**
     * Prepares a shard; {@link Roster} starts it.
     *
     * @param changed called when something changed that the leader waits for; must not block
     */
    public HeldShard(
            ShardId id,
            long token,
            ShardLease lease,
            Gateway gateway,
            LaneSettings settings,
            Admission admission,
            CollectorRegistry registry,
            Bots bots,
            IdentifyTurns turns,
            Runnable changed) {
        this.turns = turns;
        this.id = id;
        this.token = token;
        this.lease = lease;
        this.gateway = gateway;
        this.registry = registry;
        this.changed = changed;
        this.bots = bots.of(id, this::botsAreReady);
        this.slot = new IdentifySlot(this::mayIdentify, this::take, this::waitsToIdentify);
        CollectorRegistry.Table table = registry.table(id, token);
        this.lane = new Lane(id, token, settings, lease, admission, table, this::rest);
        registry.open(table, lane::snapshot, this::stop);
    }

    @Override
    public ShardId id() {
        return id;
    }

    /** Connects, and begins to start the bots; no event can come before they have started, or are late. */
    synchronized void start() {
        if (closed) {
            return;
        }
        log.info("shard {} is ours, token {}", id, token);
        GatewayConnection opened = gateway.connect(id, this, slot, lease);
        connection = opened;
        bots.start(new BotShardView(id, lane, opened));
    }

    private void botsAreReady() {
        slot.look();
        changed.run();
    }

    @Override
    public void confirm(long ordered) {
        if (ordered != token) {
            log.info("shard {} goes on under token {}, was {}", id, ordered, token);
            token = ordered;
            CollectorRegistry.Table table = registry.table(id, ordered);
            lane.retoken(ordered, table);
            registry.open(table, lane::snapshot, this::stop);
        }
        lease.confirm();
    }

    @Override
    public void epochOver() {
        lease.epochOver();
        slot.grant(0);
    }

    @Override
    public boolean acts(long nowNanos) {
        return lease.open(nowNanos);
    }

    @Override
    public boolean live(long nowNanos) {
        return lease.live(nowNanos);
    }

    /** It is given up, and nothing acts for it any more. */
    void revoke() {
        lease.revoke();
    }

    @Override
    public void grantIdentify(long number) {
        slot.grant(number);
    }

    /** The lease may hold again. */
    void look() {
        slot.look();
        lane.look();
    }

    /** Shows from now on that it is being given up. */
    void leaving() {
        life.stopping();
    }

    /** Ends its collectors, its bots and its connection. As long as the lease holds, the last handlers may still act. */
    synchronized void close(EndReason reason) {
        closed = true;
        lane.close(reason);
        bots.stop();
        registry.close(id.index(), token);
        GatewayConnection opened = connection;
        if (opened != null) {
            opened.close();
        }
        log.info("shard {} is given up ({})", id, reason.code());
    }

    @Override
    public ShardStatus status(long nowNanos) {
        ShardLife.Facts facts = life.facts(nowNanos, slot.waiting(), lease.open(nowNanos));
        LaneStats stats = lane.stats();
        return new ShardStatus(
                id.index(),
                id.count(),
                token,
                facts.phase(),
                facts.guilds(),
                facts.latencyMillis(),
                facts.lastEventAgeMillis(),
                facts.eventsPerSecond(),
                facts.events(),
                stats.active(),
                stats.started(),
                stats.ended(),
                facts.reconnects(),
                facts.resumes(),
                facts.identifies(),
                slot.lastUsed(),
                slot.ageMillis(nowNanos),
                facts.closeCode(),
                both(facts.detail(), bots.detail()));
    }

    private static @Nullable String both(@Nullable String connection, @Nullable String bots) {
        return connection == null ? bots : bots == null ? connection : connection + "; " + bots;
    }

    Totals totals() {
        return Totals.of(status(System.nanoTime()), lane.stats());
    }

    CompletableFuture<List<Evictable>> evictable() {
        return lane.evictable();
    }

    void evict(List<Evictable> those) {
        lane.evict(those);
    }

    LaneStats stats() {
        return lane.stats();
    }

    List<Alert> alerts() {
        return lane.alerts();
    }

    @Override
    public void event(GatewayEvent event) {
        life.event(event);
        lane.offer(event);
    }

    @Override
    public void identified() {
        slot.sent(System.nanoTime());
        life.identified();
        changed.run();
    }

    @Override
    public void ready(int guilds) {
        endOfSession();
        life.ready();
        log.info("shard {} is ready with {} guilds", id, guilds);
        changed.run();
    }

    @Override
    public void resumed() {
        life.resumed();
        lane.sessionResumed();
        log.info("shard {} resumed its session", id);
        changed.run();
    }

    @Override
    public void disconnected(CloseCode code) {
        life.disconnected(code);
        if (code.fatal()) {
            log.error("shard {} is quarantined: {} (close code {})", id, code.explanation(), code.code());
            endOfSession();
        } else {
            log.info("shard {} lost its connection, close code {} {}", id, code.code(), code.reason());
            lane.sessionInterrupted();
        }
        changed.run();
    }

    @Override
    public void unreachable(String why) {
        life.unreachable(why);
    }

    @Override
    public void heartbeat(Duration roundTrip) {
        life.heartbeat(roundTrip);
    }

    /** On the connection's own thread: it has no session to resume. */
    private void waitsToIdentify() {
        endOfSession();
        changed.run();
    }

    private BooleanSupplier mayIdentify() {
        ActingGate right = lease.toIdentify(System.nanoTime());
        return () -> bots.ready() && right.open(System.nanoTime());
    }

    private boolean take(long slot) {
        try {
            return turns.take(id, slot, token);
        } catch (RuntimeException e) {
            log.info("shard {} gives up identify slot {}: {}", id, slot, e.getMessage());
            return false;
        }
    }

    private void endOfSession() {
        if (life.sessionOver()) {
            log.info("shard {} lost its session", id);
            lane.sessionLost();
        }
    }

    private @Nullable Rest rest() {
        GatewayConnection opened = connection;
        return opened == null ? null : opened.rest();
    }

    private void stop(List<Long> numbers) {
        lane.stop(numbers, new EndReason.User("stopped through the coordinator"));
    }
}
