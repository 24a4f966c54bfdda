package dev.weir.worker;

import dev.weir.cluster.ClientSettings;
import dev.weir.cluster.FleetClient;
import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.TakeSlot;
import dev.weir.model.BotProof;
import dev.weir.model.LimitName;
import dev.weir.model.ShardId;
import dev.weir.model.Trouble;
import dev.weir.model.WorkerProfile;
import dev.weir.process.HttpEdge;
import dev.weir.process.Meters;
import dev.weir.process.Program;
import dev.weir.worker.admission.HeapWatch;
import dev.weir.worker.admission.MemoryAccount;
import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.botjar.BotFolder;
import dev.weir.worker.cluster.BotTrials;
import dev.weir.worker.cluster.CollectorRegistry;
import dev.weir.worker.cluster.FleetRows;
import dev.weir.worker.cluster.Membership;
import dev.weir.worker.dispatch.LaneSettings;
import dev.weir.worker.gateway.GatewaySettings;
import dev.weir.worker.gateway.JavacordGateway;
import dev.weir.worker.probe.BotMeters;
import dev.weir.worker.probe.Probe;
import dev.weir.worker.probe.WorkerMeters;
import dev.weir.worker.roster.Bots;
import dev.weir.worker.roster.HeldShard;
import dev.weir.worker.roster.Roster;
import dev.weir.worker.roster.Statistics;
import dev.weir.worker.shard.IdentifyTurns;
import dev.weir.worker.shard.Intent;
import dev.weir.worker.shard.ShardLease;
import dev.weir.worker.shard.WorkerLease;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker: its parts, made in start order; closing goes the other way round. */
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** A worker whose bot was not tried by then joins without; it is given nothing that others serve before it was. */
    private static final Duration TRIED_WITHIN = Duration.ofSeconds(5);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final WorkerConfig config;
    private final WorkerLease lease = new WorkerLease(System::nanoTime);
    private final Bots bots;
    private final JavacordGateway gateway;
    private final PermitPool permits;
    private final CollectorRegistry registry;
    private final IdentifyTurns turns;
    private final Roster roster;
    private final HttpEdge probe;
    private final BotTrials trials;
    private volatile @Nullable Membership membership;

    private Worker(WorkerConfig config) {
        this.config = config;
        try {
            BotFolder folder =
                    open(config.bots() == null ? BotFolder.none() : BotFolder.open(config.bots(), config.botStart()));
            bots = new Bots(folder.bots(), folder.refused(), config.botStart(), System::nanoTime);
            gateway = open(new JavacordGateway(new GatewaySettings(
                    config.token(), Intent.bits(config.intents()), config.proxy(), config.trust())));
            Meters meters = open(Meters.create(Map.of("worker", config.id().value())));
            FleetClient fleet = open(FleetClient.start(
                    new ClientSettings(config.cluster(), config.id().value(), config.coordinators())));
            ScheduledThreadPoolExecutor timeouts = timeouts();
            MemoryAccount memory = config.shares().account(Runtime.getRuntime().maxMemory());
            permits = new PermitPool(
                    LimitName.COLLECTORS, config.limits(), lease, memory, System::nanoTime, this::hint, timeouts);
            turns = (shard, slot, token) ->
                    fleet.identify().change(IdentifyBook.KEY, new TakeSlot(shard.index(), shard.count(), slot, token));
            registry = open(new CollectorRegistry(fleet.collectors()::changeAsync));
            roster = new Roster(this::hold, permits, gateway.shares(this::hint), this::hint);
            trials = open(new BotTrials(roster, gateway.trial()::attempt, this::hint));
            trials.start();
            open(new HeapWatch(config.heap(), memory, timeouts, roster::heap));
            Statistics statistics = open(new Statistics(
                    config.statistics(),
                    roster::totals,
                    () -> roster.lanes().values(),
                    this::ownLimits,
                    System::nanoTime));
            statistics.start(timeouts);
            WorkerMeters worker = new WorkerMeters(meters.registry(), roster, permits, registry, lease, statistics);
            BotMeters.register(bots, meters.registry());
            probe = Probe.start(
                    config.probe(), config.id(), meters, worker, roster, bots, permits, lease, statistics, trials);
            parts.push(probe);
            WorkerProfile profile =
                    new WorkerProfile(config.capacity(), Program.version(), config.zone(), probe.address());
            Membership joining = new Membership(
                    config.id(), profile, new FleetRows(fleet, config.id()), lease, trials, System::nanoTime);
            membership = open(joining);
            open(roster);
            open(fleet.onOrders(config.id().value(), _ -> hint()));
            Thread.ofVirtual().name("weir-joining").start(() -> joinOnceTried(joining));
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /**
     * Starts a worker; it joins the fleet in the background.
     *
     * @throws dev.weir.process.Problem when something it needs cannot be had; says what
     */
    public static Worker start(WorkerConfig config) {
        return new Worker(config);
    }

    /** What is known of this worker's bot when it joins need not be asked for again. */
    private void joinOnceTried(Membership joining) {
        try {
            trials.awaitFirst(TRIED_WITHIN);
            if (!tokenRefused()) {
                joining.start();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was found when this worker's bot was tried last. */
    public BotProof proof() {
        return trials.proof();
    }

    /** Whether Discord refuses the token. */
    public boolean tokenRefused() {
        return proof().trouble() == Trouble.TOKEN;
    }

    /** Where metrics and health are, as {@code http://127.0.0.1:7711}. */
    public String probeAddress() {
        return probe.address();
    }

    /** Whether it is in the fleet. */
    public boolean joined() {
        Membership now = membership;
        return now != null && now.epoch() != 0;
    }

    /** The epoch of another process with this worker's id that keeps it out of the fleet; 0 when there is none. */
    public long namesake() {
        Membership now = membership;
        return now == null ? 0 : now.namesake();
    }

    /** Ends all collectors, gives up all shards, says goodbye to the fleet. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.warn("a part of the worker did not close in order", e);
            }
        }
    }

    private HeldShard hold(ShardId shard, long token) {
        return new HeldShard(
                shard,
                token,
                new ShardLease(lease),
                gateway,
                LaneSettings.DEFAULT
                        .withOnDisconnect(config.onDisconnect())
                        .withAlerts(config.alerts())
                        .withInboxBytes(
                                config.shares().inboxBytes(Runtime.getRuntime().maxMemory(), config.capacity())),
                permits,
                registry,
                bots,
                turns,
                this::hint);
    }

    /** Those of this worker; the part of the fleet's limit that it holds is used up by intention. */
    private List<PermitPool.Use> ownLimits() {
        return Stream.concat(
                        permits.uses().stream().filter(use -> !use.limit().equals(LimitName.COLLECTORS)),
                        permits.fullest().stream())
                .toList();
    }

    private void hint() {
        Membership now = membership;
        if (now != null) {
            now.hint();
        }
    }

    private ScheduledThreadPoolExecutor timeouts() {
        ScheduledThreadPoolExecutor timeouts = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("weir-patience").daemon(true).factory());
        timeouts.setRemoveOnCancelPolicy(true);
        parts.push(timeouts::shutdownNow);
        return timeouts;
    }

    private <T extends AutoCloseable> T open(T part) {
        parts.push(part);
        return part;
    }
}
