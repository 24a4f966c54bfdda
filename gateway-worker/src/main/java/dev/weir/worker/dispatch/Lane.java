package dev.weir.worker.dispatch;

import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import dev.weir.worker.admission.Admission;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.CollectorPlan;
import dev.weir.worker.bot.Collectors;
import dev.weir.worker.bot.Events;
import dev.weir.worker.collector.Item;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.shard.ActingGate;
import dev.weir.worker.shard.Rest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The collectors of one shard and the one thread that owns their state. */
public final class Lane implements AutoCloseable {
    private final ShardId shard;

    /** Starts the lane's thread. */
    public Lane(
            ShardId shard,
            long token,
            LaneSettings settings,
            ActingGate gate,
            Admission admission,
            Registry registry,
            Supplier<@Nullable Rest> rest) {
        this.shard = shard;
    }

    /** Without REST: interactions are not answered by the lane. */
    public Lane(
            ShardId shard, long token, LaneSettings settings, ActingGate gate, Admission admission, Registry registry) {
        this(shard, token, settings, gate, admission, registry, () -> null);
    }

    /**
     * Takes an event from the tap. Blocks while the inbox is full, at most {@link LaneSettings#inboxWait}. READY must come
     * here too: it says who the bot is.
     *
     * @return whether it was taken; a refused one is counted
     */
    public boolean offer(GatewayEvent event) {
        return false;
    }

    /** The connection is gone and may come back. */
    public void sessionInterrupted() {}

    /** The session goes on; missed events were offered before. */
    public void sessionResumed() {}

    /** The session is lost: all collectors end with {@code shardLost}. */
    public void sessionLost() {}

    /**
     * The same owner got a newer token: ids of new collectors carry it, and running ones are reported anew.
     *
     * @param registry told from now on
     */
    public void retoken(long newToken, Registry registry) {}

    /** Ends collectors by number, as somebody outside asked; unknown numbers are ignored. */
    public void stop(List<Long> numbers, EndReason.User reason) {}

    /** Every collector that has not ended, for a registry that lost them. Completes on the lane: dependents must be short. */
    public CompletableFuture<List<CollectorRecord>> snapshot() {
        return CompletableFuture.completedFuture(List.of());
    }

    /** What was counted; any thread. */
    public LaneStats stats() {
        return new LaneStats(0, 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Starts collectors here. */
    public Collectors collectors() {
        return new Collectors() {
            @Override
            public <T extends Item> CollectorHandle<T> start(CollectorPlan<T> plan) {
                throw new IllegalStateException("shard " + shard + " takes no collectors yet");
            }
        };
    }

    /** Every event of this shard. */
    public Events events() {
        return new Events() {
            @Override
            public AutoCloseable on(EventType type, Consumer<GatewayEvent> handler) {
                return () -> {};
            }

            @Override
            public AutoCloseable on(String name, Consumer<GatewayEvent> handler) {
                return () -> {};
            }
        };
    }

    /**
     * Ends all collectors, waits for their handlers at most {@link LaneSettings#drain}, then stops the thread: nothing is told
     * any more, to nobody. The second time nothing happens.
     *
     * @param reason {@code shutdown} or {@code shardLost}
     */
    public void close(EndReason reason) {}

    /** {@link #close(EndReason)} with {@code shutdown}. */
    @Override
    public void close() {
        close(new EndReason.Shutdown());
    }
}
