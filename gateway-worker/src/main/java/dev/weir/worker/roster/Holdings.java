package dev.weir.worker.roster;

import dev.weir.model.LeaseTerms;
import dev.weir.model.Orders;
import dev.weir.model.ShardId;
import dev.weir.model.ShardStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which shards a worker holds and which it is giving up, as its orders want it. Decides only; a pair of hands does the work.
 *
 * <p>Orders come on one thread; any thread may read. A shard that is being given up is reported until nothing acts for it any
 * more, and is taken up again only after that. Shards of another count are given up, and none of the new count is taken up before
 * the last of them is gone.
 */
public final class Holdings<S extends Holdings.Shard> {

    /** One shard, as far as orders are concerned. */
    public interface Shard {

        /** Which one it is: under another count it would be another shard, with other guilds. */
        ShardId id();

        /** The orders name it under this token. */
        void confirm(long token);

        /** This worker's epoch is over, and its lease not ended yet: nothing is acted for until new orders name the shard. */
        void epochOver();

        /** The orders name an identify slot for it, or none: 0. */
        void grantIdentify(long slot);

        /** What is observed of it. */
        ShardStatus status(long nowNanos);

        /** Whether this worker may act for it now. */
        boolean acts(long nowNanos);

        /** Whether it was acted for in an epoch whose lease has not run out, see {@link dev.weir.model.Report}. */
        boolean live(long nowNanos);
    }

    /** Takes shards up and gives them up; neither may block. */
    public interface Hands<S> {

        /** Begins to run a shard. */
        S takeUp(ShardId shard, long token);

        /** Begins to give up a shard; {@link Holdings#gone} is called when nothing acts for it any more. */
        void giveUp(int index, S shard);
    }

    private final Hands<S> hands;
    private final Map<Integer, S> held = new ConcurrentHashMap<>();
    private final Map<Integer, S> leaving = new ConcurrentHashMap<>();
    /** When a held shard was first seen not to be acted for; owned by whoever calls {@link #fence}. */
    private final Map<Integer, Long> fencedSince = new HashMap<>();

    private volatile long ordersSeen;

    /** Holds nothing yet. */
    public Holdings(Hands<S> hands) {
        this.hands = hands;
    }

    /** Does what the orders want; those that no leader has decided want nothing. */
    public void follow(Orders orders) {
        if (orders.sequence() == 0) {
            return;
        }
        for (Map.Entry<Integer, S> entry : held.entrySet()) {
            if (!orders.shards().containsKey(entry.getKey())
                    || entry.getValue().id().count() != orders.shardCount()) {
                hands.giveUp(entry.getKey(), entry.getValue());
            }
        }
        // In order, so that the same orders have the same effect in every process.
        new TreeMap<>(orders.shards()).forEach((index, token) -> hold(new ShardId(index, orders.shardCount()), token));
        held.forEach(
                (index, shard) -> shard.grantIdentify(orders.identifySlots().getOrDefault(index, 0L)));
        ordersSeen = orders.sequence();
    }

    private void hold(ShardId id, long token) {
        S shard = held.get(id.index());
        if (shard != null) {
            shard.confirm(token);
        } else if (!leaving.containsKey(id.index()) && !isLeavingOtherCount(id.count())) {
            held.put(id.index(), hands.takeUp(id, token));
        }
    }

    private boolean isLeavingOtherCount(int count) {
        for (S each : leaving.values()) {
            if (each.id().count() != count) {
                return true;
            }
        }
        return false;
    }

    /** The epoch is over. */
    public void epochOver() {
        ordersSeen = 0;
        held.values().forEach(Shard::epochOver);
        leaving.values().forEach(Shard::epochOver);
    }

    /**
     * Gives up what was not acted for so long that nobody will give it back: until then its connection stays, since that
     * costs nothing and a new one an IDENTIFY. To be called with every round of renewal.
     */
    public void fence(long nowNanos) {
        fencedSince.keySet().retainAll(held.keySet());
        held.forEach((index, shard) -> {
            if (shard.acts(nowNanos)) {
                fencedSince.remove(index);
            } else if (nowNanos - fencedSince.computeIfAbsent(index, _ -> nowNanos)
                    >= LeaseTerms.KEEP_FENCED.toNanos()) {
                fencedSince.remove(index);
                hands.giveUp(index, shard);
            }
        });
    }

    /** A shard is on its way out; null when it is not held. */
    public @Nullable S letGo(int index) {
        S shard = held.remove(index);
        if (shard != null) {
            leaving.put(index, shard);
        }
        return shard;
    }

    /** Nothing acts for a shard any more that was on its way out. */
    public void gone(int index) {
        leaving.remove(index);
    }

    /** Sequence of the newest orders that were acted on in this epoch. */
    public long ordersSeen() {
        return ordersSeen;
    }

    /** Shards that are held. */
    public Map<Integer, S> held() {
        return held;
    }

    /** Shards that are on their way out. */
    public Map<Integer, S> leaving() {
        return leaving;
    }

    /** What is observed of every shard held or being given up. */
    public List<ShardStatus> statuses(long nowNanos) {
        List<ShardStatus> statuses = new ArrayList<>();
        held.values().forEach(shard -> statuses.add(shard.status(nowNanos)));
        leaving.values().forEach(shard -> statuses.add(shard.status(nowNanos)));
        return statuses;
    }

    /** Shards to which nobody else can have a right although the epoch is over. */
    public List<ShardId> live(long nowNanos) {
        List<ShardId> live = new ArrayList<>();
        held.values().forEach(shard -> {
            if (shard.live(nowNanos)) {
                live.add(shard.id());
            }
        });
        return live;
    }
}
