package dev.weir.coordinator.kept;

import dev.weir.cluster.Drain;
import dev.weir.cluster.KeepLimit;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.coordinator.fleet.FleetView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what people have set over the end of all coordinators: mirrors it from the fleet's maps into this coordinator's file, and
 * brings it back into maps that were lost. See {@code docs/decisions/0015}.
 *
 * <p>The control loop looks; a thread of its own writes; whoever changes a limit over REST waits for the file.
 */
public final class Keeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Keeper.class);

    private final @Nullable KeptFile file;
    private final FleetRecords records;
    private final ExecutorService writing = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("weir-kept").factory());
    private final AtomicBoolean written = new AtomicBoolean(true);
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock, as is the file. */
    private Kept kept;

    private @Nullable String saidLast;

    /** Drained workers from before the maps were lost that have not come back yet. Owned by the control loop. */
    private final Map<String, String> awaited = new HashMap<>();

    private boolean looked;

    /**
     * Reads the file of an earlier life.
     *
     * @param folder of the file, or null when nothing is to be kept
     */
    public Keeper(@Nullable Path folder, FleetRecords records) throws IOException {
        this.file = folder == null ? null : new KeptFile(folder);
        this.kept = file == null ? Kept.NOTHING : file.read();
        this.records = records;
    }

    /** Takes note of what is set, and sets again what was lost. Called with each look at the fleet; never waits for the disk. */
    public void look(FleetView view) {
        if (file == null) {
            return;
        }
        Kept before = current();
        if (!looked) {
            looked = true;
            // Without any ledger no leader has been here: these maps are new, and what was drained is not in them.
            awaited.putAll(view.ledgers().isEmpty() ? before.drained() : Map.of());
        }
        bringBackLimits(view, before);
        bringBackDrains(view);
        take(before.with(view.ledgers().values()).withDrained(view, awaited));
        if (!written.get() && scheduled.compareAndSet(false, true)) {
            writing.execute(() -> {
                scheduled.set(false);
                write();
            });
        }
    }

    private void bringBackLimits(FleetView view, Kept before) {
        before.limits().forEach((name, limit) -> {
            Ledger ledger = view.ledger(name);
            if (ledger != null
                    && ledger.pin() < limit.pin()
                    && records.changeLedger(name, new KeepLimit(limit.size(), limit.evict(), limit.pin()))) {
                log.info(
                        "limit '{}' is {} again, as it was set before the coordinators ended; configured {}",
                        name,
                        limit.size(),
                        ledger.size());
            }
        });
    }

    private void bringBackDrains(FleetView view) {
        for (WorkerRow row : view.alive()) {
            String nonce = awaited.get(row.worker());
            if (nonce == null) {
                continue;
            }
            boolean same = nonce.equals(row.nonce());
            if (!same || row.draining() || records.changeWorker(row.worker(), new Drain(true))) {
                awaited.remove(row.worker());
                if (same) {
                    log.info("worker '{}' is drained, as it was before the coordinators ended", row.worker());
                }
            }
        }
    }

    /**
     * Takes note of limits that were set just now, and waits until that is on the disk.
     *
     * @return whether it is
     */
    public boolean keep(Collection<Ledger> ledgers) {
        if (file == null) {
            return false;
        }
        lock.lock();
        try {
            take(kept.with(ledgers));
        } finally {
            lock.unlock();
        }
        write();
        return written.get();
    }

    private Kept current() {
        lock.lock();
        try {
            return kept;
        } finally {
            lock.unlock();
        }
    }

    private void take(Kept next) {
        lock.lock();
        try {
            // A limit that was set by REST meanwhile is newer than the look.
            Kept merged = new Kept(newer(kept.limits(), next.limits()), next.drained());
            if (!merged.equals(kept)) {
                kept = merged;
                written.set(false);
            }
        } finally {
            lock.unlock();
        }
    }

    private static Map<String, Kept.Limit> newer(Map<String, Kept.Limit> one, Map<String, Kept.Limit> other) {
        Map<String, Kept.Limit> newest = new HashMap<>(one);
        other.forEach((name, limit) ->
                newest.merge(name, limit, (mine, theirs) -> theirs.pin() >= mine.pin() ? theirs : mine));
        return newest;
    }

    private void write() {
        lock.lock();
        try {
            if (file != null && !written.get()) {
                file.write(kept);
                written.set(true);
                saidLast = null;
            }
        } catch (IOException failed) {
            String what = failed.toString();
            if (!what.equals(saidLast)) {
                log.error("what people have set cannot be written, and would be lost with all coordinators: {}", what);
            }
            saidLast = what;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        writing.shutdown();
        try {
            if (!writing.awaitTermination(2, TimeUnit.SECONDS)) {
                writing.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            writing.shutdownNow();
            Thread.currentThread().interrupt();
        }
        write();
    }
}
