package dev.weir.worker.admission;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Hears from the JVM what each collection left of the heap, and from the account what collectors take of it, and tells what the
 * worse of both means.
 *
 * <p>It looks at the account every 50 ms, and whether less of the heap is in use than was thought, so that pressure ends even
 * when nothing is collected any more.
 */
public final class HeapWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 50;

    private static final Set<String> HEAP_POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());

    private final Object lock = new Object();
    private final HeapThresholds thresholds;
    private final HeapRule rule;
    private final MemoryAccount account;
    private final Listener listener;
    private final long maxBytes = Runtime.getRuntime().maxMemory();
    private final NotificationListener onCollection = (notification, _) -> {
        if (notification.getUserData() instanceof CompositeData data
                && GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION.equals(notification.getType())) {
            after(usedAfter(
                    GarbageCollectionNotificationInfo.from(data).getGcInfo().getMemoryUsageAfterGc()));
        }
    };
    private final ScheduledFuture<?> look;
    private HeapPressure ofHeap = HeapPressure.NONE;
    private HeapPressure told = HeapPressure.NONE;

    /** Told of the heap; must be short. */
    @FunctionalInterface
    public interface Listener {
        /**
         * After each collection, when the pressure changes, and every 50 ms while the account calls for evictions.
         *
         * @param bytesAbove what is in use above the first threshold
         */
        void heap(HeapPressure pressure, long bytesAbove);
    }

    /** Begins to listen. */
    public HeapWatch(
            HeapThresholds thresholds, MemoryAccount account, ScheduledExecutorService scheduler, Listener listener) {
        this.thresholds = thresholds;
        this.account = account;
        this.rule = new HeapRule(thresholds);
        this.listener = listener;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(onCollection, null, null);
            }
        }
        look = scheduler.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        look.cancel(false);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                try {
                    emitter.removeNotificationListener(onCollection);
                } catch (ListenerNotFoundException _) {
                    // It is gone already, which is what is wanted.
                }
            }
        }
    }

    private static long usedAfter(Map<String, MemoryUsage> pools) {
        return pools.entrySet().stream()
                .filter(pool -> HEAP_POOLS.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }

    private void after(long usedBytes) {
        synchronized (lock) {
            ofHeap = rule.after(usedBytes, maxBytes);
            HeapPressure ofAccount = thresholds.at(account.percent());
            told = worse(ofHeap, ofAccount);
            listener.heap(told, Math.max(rule.above(maxBytes), account.above(thresholds.stopDrawing())));
        }
    }

    private void look() {
        synchronized (lock) {
            if (ofHeap != HeapPressure.NONE) {
                Runtime heap = Runtime.getRuntime();
                ofHeap = rule.atMost(heap.totalMemory() - heap.freeMemory(), maxBytes);
            }
            HeapPressure ofAccount = thresholds.at(account.percent());
            HeapPressure now = worse(ofHeap, ofAccount);
            if (now != told || ofAccount.compareTo(HeapPressure.EVICT) >= 0) {
                told = now;
                listener.heap(now, account.above(thresholds.stopDrawing()));
            }
        }
    }

    private static HeapPressure worse(HeapPressure a, HeapPressure b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
