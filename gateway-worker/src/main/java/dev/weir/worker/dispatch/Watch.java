package dev.weir.worker.dispatch;

import dev.weir.model.CollectorId;
import dev.weir.model.EndReport;
import dev.weir.worker.collector.Item;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Looks at collectors as they end and keeps the last alerts, and no more. Thread-safe. */
final class Watch {
    /** Guards {@code alerts}. */
    private final ReentrantLock lock = new ReentrantLock();

    private final ArrayDeque<Alert> alerts = new ArrayDeque<>();
    private final Thresholds thresholds;

    Watch(Thresholds thresholds) {
        this.thresholds = thresholds;
    }

    void ended(EndReport report, List<Item> kept) {
        Thresholds limits = thresholds;
        CollectorId id = report.id();
        check(id, "duration", report.lasted().toMillis(), limits.duration().toMillis());
        check(id, "items", report.counts().accepted(), limits.items());
        check(
                id,
                "perItem",
                report.counts().processing().mean().toMillis(),
                limits.perItem().toMillis());
        long bytes = 0;
        for (Item item : kept) {
            bytes += 2L * item.event().payload().frame().length();
        }
        check(id, "bytes", bytes, limits.bytes());
    }

    /** One ended that never heard anything: only its age can be too much. */
    void slept(Running<?> running, long now) {
        long most = thresholds.duration().toNanos();
        if (now - running.since() > most) {
            check(running.id(), "duration", (now - running.since()) / 1_000_000, most / 1_000_000);
        }
    }

    private void check(CollectorId id, String what, long measured, long threshold) {
        if (measured <= threshold) {
            return;
        }
        lock.lock();
        try {
            if (alerts.size() == thresholds.kept()) {
                alerts.removeFirst();
            }
            alerts.add(new Alert(id, what, measured, threshold, System.currentTimeMillis()));
        } finally {
            lock.unlock();
        }
    }

    /** Oldest first. */
    List<Alert> alerts() {
        lock.lock();
        try {
            return List.copyOf(alerts);
        } finally {
            lock.unlock();
        }
    }
}
