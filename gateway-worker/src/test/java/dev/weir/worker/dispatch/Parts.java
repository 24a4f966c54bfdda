package dev.weir.worker.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import dev.weir.worker.admission.Admission;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.admission.Demand;
import dev.weir.worker.admission.LocalLimits;
import dev.weir.worker.admission.Permit;
import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.shard.Rest;
import dev.weir.worker.shard.RestRefused;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A lane with hand-written neighbours: a gate to shut, an admission that counts, a registry that remembers. */
final class Parts implements AutoCloseable {
    final AtomicBoolean open = new AtomicBoolean(true);
    final Permits permits = new Permits();
    final Told told = new Told();
    final Discord discord = new Discord();
    final Lane lane;

    Parts() {
        this(LaneSettings.DEFAULT);
    }

    Parts(LaneSettings settings) {
        this(settings, System::nanoTime);
    }

    Parts(LaneSettings settings, LongSupplier clock) {
        lane = new Lane(new ShardId(0, 1), 7, settings, _ -> open.get(), permits, told, () -> discord, clock);
    }

    @Override
    public void close() {
        lane.close(new EndReason.Shutdown());
    }

    /** A worker's own pool, of so many permits, that ten may wait for. */
    static PermitPool pool(int permits, ScheduledExecutorService timeouts) {
        PermitPool pool = new PermitPool(
                "collectors",
                LocalLimits.queueOf(10),
                _ -> true,
                Admission.UNBOUNDED,
                System::nanoTime,
                () -> {},
                timeouts);
        pool.allow(permits);
        return pool;
    }

    /** Admits everybody, counts what is out. */
    static final class Permits implements Admission {
        final AtomicInteger out = new AtomicInteger();
        final AtomicInteger releasedTwice = new AtomicInteger();
        volatile Answer next = new Answer.Refused("none prepared");
        volatile boolean prepared;
        volatile Demand last = new Demand(0, 0, 0, Duration.ZERO);

        @Override
        public Answer request(Demand demand) {
            last = demand;
            return prepared ? next : new Answer.Admitted(permit());
        }

        Permit permit() {
            out.incrementAndGet();
            AtomicBoolean released = new AtomicBoolean();
            return () -> {
                if (released.compareAndSet(false, true)) {
                    out.decrementAndGet();
                } else {
                    releasedTwice.incrementAndGet();
                }
            };
        }

        void answer(Answer answer) {
            next = answer;
            prepared = true;
        }
    }

    /** The registry as the fleet would see it. */
    static final class Told implements Registry {
        final Map<Long, CollectorRecord> rows = new ConcurrentHashMap<>();
        final AtomicInteger changes = new AtomicInteger();
        final AtomicInteger ends = new AtomicInteger();

        @Override
        public void changed(CollectorRecord record) {
            changes.incrementAndGet();
            rows.put(record.number(), record);
        }

        @Override
        public void ended(long number) {
            ends.incrementAndGet();
            rows.remove(number);
        }
    }

    /** Remembers what was sent, as {@code POST /path body}. */
    static final class Discord implements Rest {
        final ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();
        volatile boolean refuses;

        @Override
        public CompletableFuture<JsonNode> send(String method, String path, @Nullable JsonNode body) {
            sent.add(method + " " + path + (body == null ? "" : " " + body));
            return refuses
                    ? CompletableFuture.failedFuture(new RestRefused(404, "404 Unknown interaction"))
                    : CompletableFuture.completedFuture(NullNode.getInstance());
        }
    }
}
