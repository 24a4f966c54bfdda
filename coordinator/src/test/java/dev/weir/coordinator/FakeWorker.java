package dev.weir.coordinator;

import dev.weir.cluster.ApplyDeltas;
import dev.weir.cluster.ClientSettings;
import dev.weir.cluster.FleetClient;
import dev.weir.cluster.FleetUnavailable;
import dev.weir.cluster.HostPort;
import dev.weir.cluster.Join;
import dev.weir.cluster.JoinAnswer;
import dev.weir.cluster.Leave;
import dev.weir.cluster.Renew;
import dev.weir.cluster.RenewAnswer;
import dev.weir.model.CollectorRecord;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.WorkerProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A worker driven by hand: speaks to the fleet through a real client, and does at once whatever it is told. */
final class FakeWorker implements AutoCloseable {
    final String name;
    private final FleetClient fleet;
    private final Map<Integer, ShardStatus> held = new TreeMap<>();
    private long epoch;
    private long counter;
    private Orders orders = Orders.UNDECIDED;
    long used;
    long waiting;

    FakeWorker(String name, String cluster, String coordinator) {
        this.name = name;
        this.fleet = FleetClient.start(new ClientSettings(cluster, name, HostPort.parseList(coordinator)));
    }

    void join() {
        JoinAnswer answer = fleet.workers()
                .change(
                        name,
                        new Join(
                                name,
                                "nonce-" + name,
                                epoch,
                                new WorkerProfile(100, "0.1.0", "", "http://127.0.0.1:7711"),
                                report()));
        if (!answer.joined()) {
            throw new IllegalStateException(name + " may not join");
        }
        epoch = answer.epoch();
        counter = 0;
        orders = Orders.UNDECIDED;
    }

    /** Joins as soon as a coordinator answers. */
    boolean tryToJoin() {
        try {
            join();
            return true;
        } catch (FleetUnavailable notYet) {
            return false;
        }
    }

    /** Renews once and follows its orders; false when the epoch is over. */
    boolean renew() {
        RenewAnswer answer = fleet.workers().change(name, new Renew(epoch, "nonce-" + name, ++counter, report()));
        if (!answer.granted()) {
            return false;
        }
        orders = answer.orders();
        if (orders.sequence() == 0) {
            return true;
        }
        held.keySet().retainAll(orders.shards().keySet());
        orders.shards().forEach((shard, token) -> {
            ShardStatus now = held.get(shard);
            if (now == null) {
                held.put(shard, status(shard, orders.shardCount(), token, ShardPhase.WAITING_TO_IDENTIFY, 0));
            } else if (now.token() != token) {
                held.put(shard, status(shard, orders.shardCount(), token, now.phase(), now.slotUsed()));
            }
        });
        orders.identifySlots().forEach((shard, slot) -> {
            ShardStatus now = held.get(shard);
            if (now != null && now.slotUsed() < slot && now.phase() == ShardPhase.WAITING_TO_IDENTIFY) {
                held.put(shard, status(shard, now.count(), now.token(), ShardPhase.ACTIVE, slot));
            }
        });
        return true;
    }

    void leave() {
        fleet.workers().change(name, new Leave(epoch, "nonce-" + name));
    }

    void collect(int shard, int count) {
        ShardStatus now = held.get(shard);
        if (now == null) {
            throw new IllegalStateException(name + " does not hold shard " + shard);
        }
        fleet.collectors().change(shard, new ApplyDeltas(now.count(), now.token(), true, rows(count), List.of()));
    }

    /** As if an owner of before had left its table, when the bot was split into another number of shards. */
    void leftBehind(int shard, int shardCount, int count) {
        long token = orders.shards().getOrDefault(shard, 0L) - 1;
        fleet.collectors().change(shard, new ApplyDeltas(shardCount, token, true, rows(count), List.of()));
    }

    private static List<CollectorRecord> rows(int count) {
        List<CollectorRecord> rows = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            rows.add(new CollectorRecord(
                    number, "message", "channel:" + number, "ACTIVE", null, 1_000, 61_000, 10, 4, 2));
        }
        return rows;
    }

    List<Long> stopsWanted(int shard) {
        return fleet.collectors()
                .change(
                        shard,
                        new ApplyDeltas(
                                orders.shardCount(),
                                orders.shards().getOrDefault(shard, 0L),
                                false,
                                List.of(),
                                List.of()))
                .stopWanted();
    }

    void refused(int shard, int closeCode) {
        held.computeIfPresent(
                shard,
                (_, now) -> new ShardStatus(
                        shard,
                        now.count(),
                        now.token(),
                        ShardPhase.QUARANTINED,
                        0,
                        -1,
                        -1,
                        0,
                        0,
                        0,
                        0,
                        Map.of(),
                        0,
                        0,
                        1,
                        now.slotUsed(),
                        -1,
                        closeCode,
                        "Discord refused the token"));
    }

    String id() {
        return name;
    }

    Orders orders() {
        return orders;
    }

    private Report report() {
        long allowance = orders.allowances().getOrDefault("collectors", 0L);
        return new Report(
                orders.sequence(),
                List.copyOf(held.values()),
                List.of(new LimitUse("collectors", Math.max(allowance, used), used, waiting)));
    }

    private static ShardStatus status(int shard, int count, long token, ShardPhase phase, long slot) {
        boolean active = phase == ShardPhase.ACTIVE;
        return new ShardStatus(
                shard,
                count,
                token,
                phase,
                active ? 50 : 0,
                active ? 41 : -1,
                active ? 1200 : -1,
                active ? 12.5 : 0,
                active ? 90 : 0,
                active ? 2 : 0,
                active ? 11 : 0,
                active ? Map.of("time", 9L) : Map.of(),
                0,
                0,
                slot > 0 ? 1 : 0,
                slot,
                -1,
                0,
                null);
    }

    @Override
    public void close() {
        fleet.close();
    }
}
