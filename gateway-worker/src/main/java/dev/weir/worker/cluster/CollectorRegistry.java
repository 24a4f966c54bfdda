package dev.weir.worker.cluster;

import dev.weir.cluster.ApplyDeltas;
import dev.weir.cluster.TableAnswer;
import dev.weir.model.CollectorRecord;
import dev.weir.worker.dispatch.Registry;
import java.util.List;
import java.util.Map;
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

    private final CollectorTables tables;
    private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("weir-registry").daemon(true).factory());
    private final Map<Integer, Entry> entries = new ConcurrentHashMap<>();
    private final LongAdder batches = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** Begins to flush. */
    public CollectorRegistry(CollectorTables tables) {
        this.tables = tables;
        ScheduledFuture<?> _ =
                flusher.scheduleWithFixedDelay(this::flushAll, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens the table of a shard under a token. The table starts anew: it is written whole first.
     *
     * @param all asks the shard's lane for all its collectors; answers on any thread
     * @param stop stops collectors by number because somebody outside wants it
     */
    public Registry open(
            int shard,
            long token,
            Supplier<? extends CompletionStage<List<CollectorRecord>>> all,
            Consumer<List<Long>> stop) {
        Entry entry = new Entry(shard, token, all, stop);
        entries.put(shard, entry);
        return entry.batch;
    }

    /** Sends what is left of a shard's batch, then forgets it; call when its lane has ended all its collectors. */
    public void close(int shard, long token) {
        flusher.execute(() -> {
            Entry entry = entries.get(shard);
            if (entry != null && entry.token == token) {
                entry.last = true;
                flush(entry);
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
            entries.values().forEach(this::flush);
        } catch (RuntimeException e) {
            log.error("flushing the registry failed; trying again", e);
        }
    }

    /** On the flusher's thread. */
    private void flush(Entry entry) {
        if (entry.underWay) {
            return;
        }
        if (entry.batch.needsWhole() && !entry.last) {
            entry.underWay = true;
            entry.batch.askWhole();
            entry.all.get().whenCompleteAsync((all, failed) -> sendWhole(entry, all, failed), flusher);
        } else if (!entry.batch.isEmpty() || System.nanoTime() - entry.sentAt >= ASK_NANOS) {
            entry.underWay = true;
            send(entry, entry.batch.take(entry.token, MOST_ROWS));
        } else if (entry.last) {
            entries.remove(entry.shard, entry);
        }
    }

    private void sendWhole(Entry entry, @Nullable List<CollectorRecord> all, @Nullable Throwable failed) {
        if (all == null) {
            entry.underWay = false;
            entry.batch.doubt();
            log.debug("shard {} has no table to tell: {}", entry.shard, String.valueOf(failed));
            return;
        }
        send(entry, entry.batch.takeWhole(entry.token, all));
    }

    private void send(Entry entry, ApplyDeltas batch) {
        entry.sentAt = System.nanoTime();
        batches.increment();
        try {
            tables.apply(entry.shard, batch)
                    .whenCompleteAsync((answer, failed) -> answered(entry, answer, failed), flusher);
        } catch (RuntimeException e) {
            answered(entry, null, e);
        }
    }

    private void answered(Entry entry, @Nullable TableAnswer answer, @Nullable Throwable failed) {
        entry.underWay = false;
        if (answer == null) {
            failures.increment();
            entry.batch.doubt();
            if (!entry.troubled) {
                log.warn(
                        "the table of shard {} could not be written; it will be written whole: {}",
                        entry.shard,
                        String.valueOf(failed));
            }
            entry.troubled = true;
            return;
        }
        entry.troubled = false;
        if (!answer.accepted()) {
            log.info(
                    "the table of shard {} has a newer token ({}, ours is {})",
                    entry.shard,
                    answer.token(),
                    entry.token);
            entries.remove(entry.shard, entry);
            return;
        }
        if (entry.batch.isEmpty() && answer.size() != entry.batch.expected()) {
            entry.batch.doubt();
        }
        if (!answer.stopWanted().isEmpty()) {
            entry.stop.accept(answer.stopWanted());
        }
        if (!entry.batch.isEmpty()) {
            flush(entry);
        }
    }

    /** One shard's table. The fields that change belong to the flusher's thread. */
    private static final class Entry {
        final int shard;
        final long token;
        final Supplier<? extends CompletionStage<List<CollectorRecord>>> all;
        final Consumer<List<Long>> stop;
        final RegistryBatch batch = new RegistryBatch();
        boolean underWay;
        boolean troubled;
        boolean last;
        long sentAt = System.nanoTime();

        Entry(
                int shard,
                long token,
                Supplier<? extends CompletionStage<List<CollectorRecord>>> all,
                Consumer<List<Long>> stop) {
            this.shard = shard;
            this.token = token;
            this.all = all;
            this.stop = stop;
            batch.doubt();
        }
    }
}
