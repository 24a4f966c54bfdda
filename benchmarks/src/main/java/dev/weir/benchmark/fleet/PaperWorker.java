package dev.weir.benchmark.fleet;

import dev.weir.cluster.FleetClient;
import dev.weir.cluster.FleetUnavailable;
import dev.weir.cluster.Join;
import dev.weir.cluster.Renew;
import dev.weir.cluster.RenewAnswer;
import dev.weir.model.BotProof;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardId;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.WorkerProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A worker without shards' connections: joins and renews as a real one, with a report of the same size, and does at once what it
 * is told. One renewal at a time; its state is passed on from one to the next.
 */
final class PaperWorker {
    private final String name;
    private final FleetClient fleet;
    private final String zone;
    private final Map<Integer, ShardStatus> held = new HashMap<>();
    private boolean live;
    private boolean lost;
    private long epoch;
    private long counter;
    private long seen;
    private long allowance;

    PaperWorker(String name, FleetClient fleet, String zone) {
        this.name = name;
        this.fleet = fleet;
        this.zone = zone;
    }

    /** As if it had run a shard before all coordinators were started anew. */
    synchronized void runs(ShardId shard) {
        held.put(shard.index(), status(shard, 1, 0));
        live = true;
    }

    /** Whether a coordinator answered in time; a second try does no harm. */
    boolean tryToJoin() {
        try {
            join();
            return true;
        } catch (FleetUnavailable notYet) {
            return false;
        }
    }

    private synchronized void join() {
        epoch = fleet.workers()
                .change(
                        name,
                        new Join(
                                name,
                                name,
                                epoch,
                                new WorkerProfile(200, "0.1.0", zone, "http://127.0.0.1:1"),
                                report()))
                .epoch();
        counter = 0;
        seen = 0;
    }

    /** Hears of new orders from now on, as a real one: each of its rows is sent to it as it was and as it is. */
    void listen(Runnable ordered) {
        var _ = fleet.onOrders(name, _ -> ordered.run());
    }

    /** Completed with whether the renewal was granted. */
    synchronized CompletableFuture<Boolean> renew() {
        return fleet.workers()
                .changeAsync(name, new Renew(epoch, name, ++counter, report()))
                .thenApply(this::follow);
    }

    /** Renews no more, as if its process had been killed. */
    synchronized void lose() {
        lost = true;
        held.clear();
    }

    synchronized boolean isLost() {
        return lost;
    }

    synchronized int active() {
        return (int) held.values().stream()
                .filter(each -> each.phase() == ShardPhase.ACTIVE)
                .count();
    }

    /** Sequence of the newest orders it has followed. */
    synchronized long seen() {
        return seen;
    }

    synchronized boolean confirmed() {
        return !live;
    }

    private synchronized boolean follow(RenewAnswer answer) {
        if (!answer.granted()) {
            return false;
        }
        Orders orders = answer.orders();
        if (orders.sequence() > 0) {
            live = false;
            held.keySet().retainAll(orders.shards().keySet());
            orders.shards()
                    .forEach((shard, token) -> held.merge(
                            shard,
                            waiting(shard, orders.shardCount(), token),
                            (old, fresh) ->
                                    old.token() == token ? old : with(old, token, old.phase(), old.slotUsed())));
            orders.identifySlots()
                    .forEach((shard, slot) -> held.computeIfPresent(
                            shard,
                            (_, old) -> old.slotUsed() < slot ? with(old, old.token(), ShardPhase.ACTIVE, slot) : old));
            allowance = orders.allowances().getOrDefault("collectors", 0L);
            seen = orders.sequence();
        }
        return true;
    }

    private Report report() {
        List<ShardStatus> statuses = new ArrayList<>(held.size());
        held.replaceAll(
                (shard, old) -> old.phase() == ShardPhase.ACTIVE ? status(old.id(), old.token(), old.slotUsed()) : old);
        statuses.addAll(held.values());
        long used = Math.min(allowance, 100);
        return new Report(
                seen,
                statuses,
                List.of(
                        new LimitUse("collectors", Math.max(allowance, used), used, 0),
                        new LimitUse("discord.requests", 0, 0, 0),
                        new LimitUse("discord.invalid", 0, 0, 0)),
                live ? held.values().stream().map(ShardStatus::id).toList() : List.of(),
                BotProof.good(1, 0));
    }

    /** Numbers that change with every renewal, as those of a busy shard do. */
    private ShardStatus status(ShardId shard, long token, long slot) {
        return new ShardStatus(
                shard.index(),
                shard.count(),
                token,
                ShardPhase.ACTIVE,
                1_000,
                40 + counter % 7,
                counter % 500,
                300.5 + counter % 10,
                600 * counter,
                (int) (50 + counter % 5),
                100 * counter,
                Map.of("time", 60 * counter, "limit", 30 * counter, "messageDelete", counter, "user", counter),
                0,
                1,
                1,
                slot,
                -1,
                0,
                null);
    }

    private static ShardStatus waiting(int shard, int count, long token) {
        return new ShardStatus(
                shard,
                count,
                token,
                ShardPhase.WAITING_TO_IDENTIFY,
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
                0,
                0,
                -1,
                0,
                null);
    }

    private static ShardStatus with(ShardStatus old, long token, ShardPhase phase, long slot) {
        return new ShardStatus(
                old.index(),
                old.count(),
                token,
                phase,
                old.guilds(),
                old.latencyMillis(),
                old.lastEventAgeMillis(),
                old.eventsPerSecond(),
                old.events(),
                old.collectorsActive(),
                old.collectorsStarted(),
                old.collectorsEnded(),
                old.reconnects(),
                old.resumes(),
                slot > old.slotUsed() ? old.identifies() + 1 : old.identifies(),
                slot,
                old.slotAgeMillis(),
                old.closeCode(),
                old.detail());
    }
}
