package dev.weir.worker.roster;

import dev.weir.model.BotProof;
import dev.weir.model.EndReason;
import dev.weir.model.LimitName;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardId;
import dev.weir.model.ShardStatus;
import dev.weir.worker.admission.HeapPressure;
import dev.weir.worker.admission.HeapWatch;
import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.cluster.Crew;
import dev.weir.worker.dispatch.Alert;
import dev.weir.worker.dispatch.Evictable;
import dev.weir.worker.dispatch.Eviction;
import dev.weir.worker.dispatch.LaneStats;
import dev.weir.worker.shard.FleetShare;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards that this worker holds.
 *
 * <p>Orders come on the membership's thread, one at a time. Taking up and giving up a shard takes time and goes on in the
 * background; a shard that is being given up is reported until nothing acts for it any more, and is taken up again only
 * after that.
 */
public final class Roster implements Crew, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Roster.class);

    /** Makes what a shard needs to run here. */
    @FunctionalInterface
    public interface ShardFactory {
        HeldShard hold(ShardId shard, long token);
    }

    private final PermitPool permits;
    private final List<FleetShare> shares;
    private final Runnable changed;
    private final Holdings<HeldShard> holdings;
    private final ExecutorService background = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("roster-", 0).factory());

    /** What was counted over shards that are gone; guarded by this. */
    private Totals ofTheGone = Totals.NONE;

    private final AtomicBoolean evicting = new AtomicBoolean();

    /** Came back in a new epoch, and not all it ran before is known to have room; owned by the membership's thread. */
    private boolean cameBack;

    private volatile boolean closing;

    /**
     * Holds nothing yet.
     *
     * @param shares further limits of the fleet that this worker draws from
     * @param changed called when something changed that the leader waits for; must not block
     */
    public Roster(ShardFactory factory, PermitPool permits, List<FleetShare> shares, Runnable changed) {
        this.permits = permits;
        this.shares = List.copyOf(shares);
        this.changed = changed;
        this.holdings = new Holdings<>(new Holdings.Hands<>() {
            @Override
            public HeldShard takeUp(ShardId shard, long token) {
                HeldShard taken = factory.hold(shard, token);
                background.execute(taken::start);
                return taken;
            }

            @Override
            public void giveUp(int index, HeldShard shard) {
                Roster.this.giveUp(index, new EndReason.ShardLost(shard.id()));
            }
        });
    }

    @Override
    public Report report() {
        List<LimitUse> uses = new ArrayList<>();
        uses.add(permits.use());
        shares.forEach(share -> uses.add(share.use()));
        return new Report(holdings.ordersSeen(), statuses(), uses, holdings.live(System.nanoTime()), BotProof.UNTRIED);
    }

    /** What is observed of every shard held or being given up. */
    public List<ShardStatus> statuses() {
        return holdings.statuses(System.nanoTime());
    }

    /** What was counted over all shards that are or were here. */
    public synchronized Totals totals() {
        return Stream.concat(holdings.held().values().stream(), holdings.leaving().values().stream())
                .map(HeldShard::totals)
                .reduce(ofTheGone, Totals::plus);
    }

    /** The lanes of the shards that are here. */
    public Map<Integer, LaneStats> lanes() {
        Map<Integer, LaneStats> lanes = new TreeMap<>();
        holdings.held().forEach((index, shard) -> lanes.put(index, shard.stats()));
        return lanes;
    }

    /** The last collectors of the shards here that passed a threshold, oldest first. */
    public List<Alert> alerts() {
        return holdings.held().values().stream()
                .flatMap(shard -> shard.alerts().stream())
                .sorted(Comparator.comparingLong(Alert::atMillis))
                .toList();
    }

    @Override
    public void follow(Orders orders) {
        if (orders.sequence() == 0 || closing) {
            return;
        }
        permits.allow(orders.allowances().getOrDefault(LimitName.COLLECTORS, 0L));
        shares.forEach(share -> share.allow(orders.allowances().get(share.limit())));
        holdings.follow(orders);
        makeRoom(orders);
    }

    /** What runs on shards that are on their way out ends in any case, so that is waited for first. */
    private void makeRoom(Orders orders) {
        if (permits.excess() <= 0) {
            cameBack = false;
        } else if (cameBack && holdings.leaving().isEmpty()) {
            evict("its permits were given to others", all -> Eviction.ofPermits(all, permits.excess()));
        } else if (orders.allowances().containsKey(LimitName.evictionOf(LimitName.COLLECTORS))) {
            evict("the limit was lowered", all -> Eviction.ofPermits(all, permits.excess()));
        }
    }

    @Override
    public void epochOver() {
        cameBack = true;
        holdings.epochOver();
        permits.allow(0);
        shares.forEach(share -> share.allow(0L));
    }

    @Override
    public void renewed(boolean granted) {
        if (granted) {
            holdings.held().values().forEach(HeldShard::look);
        }
        if (!closing) {
            holdings.fence(System.nanoTime());
        }
    }

    /** Gives up every shard; the last handlers have run when this returns, within about 10 s. */
    @Override
    public void close() {
        closing = true;
        List.copyOf(holdings.held().keySet()).forEach(index -> giveUp(index, new EndReason.Shutdown()));
        permits.close();
        background.shutdown();
        try {
            if (!background.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn(
                        "{} shards did not close within 10 s; their sockets are cut",
                        holdings.leaving().size());
                background.shutdownNow();
            }
        } catch (InterruptedException e) {
            background.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Follows the heap, as {@link HeapWatch} tells it. Never blocks. */
    public void heap(HeapPressure pressure, long bytesAbove) {
        HeapPressure before = permits.pressure();
        if (pressure != before) {
            log.warn("memory: {}, was {}; {} MiB above the first threshold", pressure, before, bytesAbove >> 20);
            permits.press(pressure);
        }
        if (pressure.compareTo(HeapPressure.EVICT) >= 0) {
            int oneOf = pressure == HeapPressure.REFUSE ? 2 : 4;
            evict(
                    "memory is short",
                    all -> Eviction.ofBytes(
                            all, bytesAbove, oneOf, permits.memory().sparedBytes()));
        }
    }

    /** One at a time: what ends already is seen by the next. */
    private void evict(String why, UnaryOperator<List<Evictable>> choice) {
        if (closing || !evicting.compareAndSet(false, true)) {
            return;
        }
        background.execute(() -> {
            try {
                List<Evictable> all = new ArrayList<>();
                for (HeldShard shard : holdings.held().values()) {
                    all.addAll(shard.evictable().orTimeout(2, TimeUnit.SECONDS).join());
                }
                Map<Integer, List<Evictable>> chosen =
                        choice.apply(all).stream().collect(Collectors.groupingBy(Evictable::shard));
                chosen.forEach((index, those) -> {
                    HeldShard shard = holdings.held().get(index);
                    if (shard != null) {
                        log.warn("shard {}: {} collectors are evicted: {}", index, those.size(), why);
                        shard.evict(those);
                    }
                });
            } catch (CompletionException slow) {
                // Without the answer of each lane the wrong ones would end.
                log.warn("no collectors were evicted: a lane did not say within 2 s what it runs");
            } finally {
                evicting.set(false);
            }
        });
    }

    private void giveUp(int index, EndReason reason) {
        HeldShard shard = letGo(index);
        if (shard == null) {
            return;
        }
        background.execute(() -> {
            try {
                shard.close(reason);
            } catch (RuntimeException e) {
                log.error("shard {} did not close in order", index, e);
            } finally {
                shard.revoke();
                forget(index, shard);
                changed.run();
            }
        });
    }

    /** Under the lock of {@link #totals}, so that no shard is missed or counted twice on its way out. */
    private synchronized @Nullable HeldShard letGo(int index) {
        HeldShard shard = holdings.held().get(index);
        if (shard != null) {
            shard.leaving();
        }
        return holdings.letGo(index);
    }

    private synchronized void forget(int index, HeldShard shard) {
        ofTheGone = ofTheGone.plus(shard.totals());
        holdings.gone(index);
    }
}
