package dev.weir.worker.cluster;

import dev.weir.cluster.ApplyDeltas;
import dev.weir.cluster.TableAnswer;
import dev.weir.model.CollectorRecord;
import dev.weir.model.ShardId;
import dev.weir.worker.dispatch.Registry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the fleet's tables of collectors true: batches of deltas every 50 ms, one batch of a shard under way at a time,
 * and the complete table from this worker's own memory whenever a batch may have been lost.
 *
 * <p>The answers bring what somebody outside wants stopped; a shard with nothing to say asks every 2 s.
 */
public final class CollectorRegistry implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CollectorRegistry.class);
    private static final long FLUSH_MILLIS = 50;
    private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_ROWS = 500;

    /** How long a table rests after it could not be told: twice as long each time. A whole one costs much, and there are many. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final CollectorTables fleet;
    private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("weir-registry").daemon(true).factory());
    private final Map<Integer, Table> tables = new ConcurrentHashMap<>();
    private final LongAdder batches = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** Begins to flush. */
    public CollectorRegistry(CollectorTables fleet) {
        this.fleet = fleet;
        ScheduledFuture<?> _ =
                flusher.scheduleWithFixedDelay(this::flushAll, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Makes the table of a shard under a token. It is written whole first, and sends nothing before {@link #open}.
     */
    public Table table(ShardId shard, long token) {
        return new Table(shard, token);
    }

    /**
     * Begins to send a table, in place of an older one of the same shard. Takes no lock.
     *
     * @param table of {@link #table}
     * @param all asks the shard's lane for all its collectors; answers on any thread
     * @param stop stops collectors by number because somebody outside wants it
     */
    public void open(
            Table table, Supplier<? extends CompletionStage<List<CollectorRecord>>> all, Consumer<List<Long>> stop) {
        table.all = all;
        table.stop = stop;
        tables.put(table.shard.index(), table);
    }

    /** Sends what is left of a shard's batch, then forgets it; call when its lane has ended all its collectors. */
    public void close(int shard, long token) {
        flusher.execute(() -> {
            Table table = tables.get(shard);
            if (table != null && table.token == token) {
                table.last = true;
                flush(table);
            }
        });
    }

    /** Batches sent since the start. */
    public long batches() {
        return batches.sum();
    }

    /** Batches without an answer since the start. */
    public long failures() {
        return failures.sum();
    }

    @Override
    public void close() {
        flusher.shutdown();
        try {
            if (!flusher.awaitTermination(2, TimeUnit.SECONDS)) {
                flusher.shutdownNow();
            }
        } catch (InterruptedException e) {
            flusher.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void flushAll() {
        try {
            tables.values().forEach(this::flush);
        } catch (RuntimeException e) {
            log.error("flushing the registry failed; trying again", e);
        }
    }

    /** On the flusher's thread. */
    private void flush(Table table) {
        if (table.underWay || table.rests()) {
            return;
        }
        if (table.batch.needsWhole() && !table.last) {
            table.underWay = true;
            table.batch.askWhole();
            askLane(table);
        } else if (!table.batch.isEmpty() || System.nanoTime() - table.sentAt >= ASK_NANOS) {
            table.underWay = true;
            send(table, table.batch.take(table.shard.count(), table.token, MOST_ROWS));
        } else if (table.last) {
            tables.remove(table.shard.index(), table);
        }
    }

    private void askLane(Table table) {
        try {
            var _ = table.all.get().whenCompleteAsync((all, failed) -> sendWhole(table, all, failed), flusher);
        } catch (RuntimeException e) {
            sendWhole(table, null, e);
        }
    }

    private void sendWhole(Table table, @Nullable List<CollectorRecord> all, @Nullable Throwable failed) {
        if (all == null) {
            table.underWay = false;
            table.batch.doubt();
            table.rest();
            log.debug("shard {} has no table to tell: {}", table.shard, String.valueOf(failed));
            return;
        }
        send(table, table.batch.takeWhole(table.shard.count(), table.token, all));
    }

    private void send(Table table, ApplyDeltas batch) {
        table.sentAt = System.nanoTime();
        batches.increment();
        try {
            fleet.apply(table.shard.index(), batch)
                    .whenCompleteAsync((answer, failed) -> answered(table, answer, failed), flusher);
        } catch (RuntimeException e) {
            answered(table, null, e);
        }
    }

    private void answered(Table table, @Nullable TableAnswer answer, @Nullable Throwable failed) {
        table.underWay = false;
        if (answer == null) {
            failures.increment();
            table.batch.doubt();
            table.rest();
            if (!table.troubled) {
                log.warn(
                        "the table of shard {} could not be written; it will be written whole: {}",
                        table.shard,
                        String.valueOf(failed));
            }
            table.troubled = true;
            return;
        }
        table.troubled = false;
        table.restNanos = 0;
        if (!answer.accepted()) {
            log.info(
                    "the table of shard {} has a newer token ({}, ours is {})",
                    table.shard,
                    answer.token(),
                    table.token);
            tables.remove(table.shard.index(), table);
            return;
        }
        if (table.batch.isEmpty() && answer.size() != table.batch.expected()) {
            table.batch.doubt();
        }
        if (!answer.stopWanted().isEmpty()) {
            table.stop.accept(answer.stopWanted());
        }
        if (!table.batch.isEmpty()) {
            flush(table);
        }
    }

    /** One shard's table. The fields that change belong to the flusher's thread once it is open. */
    public static final class Table implements Registry {
        private final ShardId shard;
        private final long token;
        private final RegistryBatch batch = new RegistryBatch();
        private Supplier<? extends CompletionStage<List<CollectorRecord>>> all =
                () -> CompletableFuture.failedFuture(new IllegalStateException("not open"));
        private Consumer<List<Long>> stop = numbers -> {};
        private boolean underWay;
        private boolean troubled;
        private boolean last;
        private long restNanos;
        private long restsSince;
        private long sentAt = System.nanoTime();

        private Table(ShardId shard, long token) {
            this.shard = shard;
            this.token = token;
            batch.doubt();
        }

        private void rest() {
            restNanos = restNanos == 0 ? REST_NANOS : Math.min(2 * restNanos, LONGEST_REST_NANOS);
            restsSince = System.nanoTime();
        }

        private boolean rests() {
            return restNanos > 0 && System.nanoTime() - restsSince < restNanos;
        }

        @Override
        public void changed(CollectorRecord record) {
            batch.changed(record);
        }

        @Override
        public void ended(long number) {
            batch.ended(number);
        }
    }
}
