package dev.weir.simulation;

import dev.weir.cluster.Change;
import dev.weir.cluster.FleetUnavailable;
import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.Order;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.ShardTable;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.control.ControlMeters;
import dev.weir.coordinator.control.ControlSettings;
import dev.weir.coordinator.discord.BotTerms;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.model.LimitName;
import dev.weir.model.Report;
import dev.weir.model.ShardId;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A coordinator: the real control loop, on maps whose answers take time and may be lost. */
final class SimulatedCoordinator extends Actor implements FleetRecords {
    private static final Duration MASS_LOSS_HOLD = Duration.ofSeconds(30);
    private static final ControlMeters METERS = new ControlMeters(new CompositeMeterRegistry());

    final int index;
    final long bornAt;
    /** What it is configured with, 0 for auto. */
    final int shards;

    private final ControlLoop loop;
    private final Strand strand;
    private boolean cut;
    private long awaySince = -1;
    private long backSince;

    SimulatedCoordinator(World world, int index, int shards, Clock clock) {
        super(world, "c" + (index + 1), clock);
        this.index = index;
        this.shards = shards;
        this.bornAt = world.now;
        this.backSince = world.now;
        this.loop = new ControlLoop(
                this,
                terms(world),
                new ControlSettings(
                        shards,
                        1,
                        MASS_LOSS_HOLD,
                        Map.of(
                                SimulatedWorker.LIMIT,
                                SimulatedWorker.LIMIT_SIZE,
                                LimitName.DISCORD_INVALID,
                                SimulatedWorker.INVALID_SIZE)),
                METERS,
                clock::nanos,
                () -> Instant.ofEpochMilli(clock.wallMillis()));
        this.strand = new Strand(this::live);
    }

    private static BotTerms terms(World world) {
        return new BotTerms() {
            @Override
            public Allowed allowed(long nowNanos) {
                return new Allowed(world.recommended(), world.schedule.buckets(), Long.MAX_VALUE);
            }

            @Override
            public Long application() {
                return World.APPLICATION;
            }

            @Override
            public void spend(int identifies) {
                // Nobody counts.
            }
        };
    }

    private WorkerRow asOwn(WorkerRow row) {
        return new WorkerRow(
                row.worker(),
                row.epoch(),
                row.nonce(),
                row.counter(),
                row.alive(),
                row.draining(),
                row.profile(),
                new Report(
                        row.report().ordersSeen(),
                        row.report().shards().stream()
                                .map(each -> SimulatedShard.as(each, Math.max(shards, each.index() + 1)))
                                .toList(),
                        row.report().limits(),
                        row.report().live().stream()
                                .map(each -> new ShardId(each.index(), Math.max(shards, each.index() + 1)))
                                .toList(),
                        row.report().proof()),
                row.orders());
    }

    private ShardRecord asOwn(ShardRecord record) {
        return new ShardRecord(
                record.index(),
                Math.max(shards, 1),
                record.token(),
                record.owner(),
                record.ownerEpoch(),
                record.quarantine(),
                record.closeCode());
    }

    void start() {
        after(world.random.nextLong(World.millis(250)), strand::resume);
    }

    private void live() {
        while (true) {
            boolean more = loop.step();
            world.note(name, leads() ? "led" : "looked", "");
            long rest = loop.restNanos(more);
            sleep(leads() ? more ? rest : world.pace(rest) : World.millis(more ? 50 : 900));
        }
    }

    private void sleep(long nanos) {
        if (!world.pass(nanos)) {
            after(nanos, strand::resume);
            strand.await();
        }
    }

    @Override
    void die() {
        super.die();
        strand.kill();
    }

    void cut(boolean now) {
        cut = now;
    }

    /** Whether the others hear from it. */
    boolean inSight() {
        return !dead() && !paused() && !cut;
    }

    /** Remembers since when the others have not heard from it; after 10 s they go on without it. */
    void look() {
        if (inSight()) {
            if (awaySince >= 0 && world.now - awaySince > World.seconds(10)) {
                backSince = world.now;
            }
            awaySince = -1;
        } else if (awaySince < 0) {
            awaySince = world.now;
        }
    }

    private boolean countedOut() {
        look();
        return awaySince >= 0 && world.now - awaySince > World.seconds(10);
    }

    @Override
    public boolean leads() {
        if (world.twoLeaders()) {
            return true;
        }
        for (SimulatedCoordinator other : world.coordinators()) {
            if (other != this && !other.dead() && !other.countedOut() && other.seniority() < seniority()) {
                return false;
            }
        }
        return true;
    }

    /** The oldest leads; who was away for too long is the youngest when it comes back. */
    private long seniority() {
        return Math.max(bornAt, backSince) * 8 + index;
    }

    @Override
    public boolean majorityAnswers(Duration within) {
        wander();
        return world.twoLeaders() || (inSight() && world.majority());
    }

    @Override
    public List<Peer> peers() {
        return world.coordinators().stream()
                .filter(each -> each == this || (!cut && !each.dead() && !each.countedOut()))
                .map(each -> new Peer(each.name, "", each.leads(), each == this, each.shards))
                .toList();
    }

    @Override
    public @Nullable String missing() {
        return null;
    }

    @Override
    public Map<String, List<String>> putAside() {
        return Map.of();
    }

    @Override
    public Collection<WorkerRow> workers() {
        wander();
        reach();
        Collection<WorkerRow> rows = List.copyOf(world.maps.workers.values());
        return world.sabotage == Sabotage.COUNTS_ARE_NOT_TOLD_APART
                ? rows.stream().map(this::asOwn).toList()
                : rows;
    }

    @Override
    public Collection<ShardRecord> shards() {
        wander();
        reach();
        Collection<ShardRecord> records = List.copyOf(world.maps.shards.values());
        return world.sabotage == Sabotage.COUNTS_ARE_NOT_TOLD_APART
                ? records.stream().map(this::asOwn).toList()
                : records;
    }

    @Override
    public Collection<Ledger> ledgers() {
        wander();
        reach();
        return List.copyOf(world.maps.ledgers.values());
    }

    @Override
    public IdentifyBook identifyBook() {
        wander();
        reach();
        return world.maps.books.getOrDefault(IdentifyBook.KEY, IdentifyBook.EMPTY);
    }

    @Override
    public <R> R changeWorker(String worker, Change<WorkerRow, R> change) {
        R answer = change(() -> world.maps.changeWorker(worker, change));
        if (change instanceof Order) {
            world.tellOfOrders(worker);
        }
        return answer;
    }

    @Override
    public <R> R changeShard(int shard, Change<ShardRecord, R> change) {
        return change(() -> world.maps.changeShard(shard, change));
    }

    @Override
    public <R> R changeTable(int shard, Change<ShardTable, R> change) {
        return change(() -> world.maps.changeTable(shard, change));
    }

    @Override
    public <R> R changeLedger(String limit, Change<Ledger, R> change) {
        return change(() -> world.maps.changeLedger(limit, change));
    }

    @Override
    public <R> R changeIdentifyBook(Change<IdentifyBook, R> change) {
        return change(() -> world.maps.changeIdentifyBook(change));
    }

    private <R> R change(Supplier<R> made) {
        wander();
        reach();
        R answer = made.get();
        if (world.badNetwork()) {
            if (world.random.nextInt(8) == 0) {
                repeatLater(made);
            }
            if (world.random.nextInt(8) == 0) {
                sleep(World.seconds(2));
                throw new FleetUnavailable("the answer was lost", null);
            }
        }
        return answer;
    }

    private void repeatLater(Supplier<?> made) {
        int life = world.maps.life();
        world.at(world.now + world.random.nextLong(World.seconds(3)), () -> {
            // Not from those who died to those who came after them.
            if (world.maps.life() == life && world.majority()) {
                var _ = made.get();
            }
        });
    }

    /** A call takes time now and then, so that other things happen in the middle of a round. */
    private void wander() {
        if (world.badNetwork() || world.twoLeaders()) {
            sleep(world.random.nextLong(World.millis(world.random.nextInt(6) == 0 ? 1_500 : 60)));
        } else if (world.random.nextInt(12) == 0) {
            sleep(world.random.nextLong(World.millis(20)));
        }
    }

    private void reach() {
        if (!inSight() || !world.majority()) {
            sleep(World.seconds(2));
            throw new FleetUnavailable("no majority", null);
        }
    }
}
