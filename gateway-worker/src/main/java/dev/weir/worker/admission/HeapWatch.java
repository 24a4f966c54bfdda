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
 * Hears from the JVM what each collection left of the heap, and tells what it means.
 *
 * <p>Between collections it looks once a second whether less is in use than was thought, so that pressure ends even when
 * nothing is collected any more.
 */
public final class HeapWatch implements AutoCloseable {
    private static final Set<String> HEAP_POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());

    private final Object lock = new Object();
    private final HeapRule rule;
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
    private HeapPressure told = HeapPressure.NONE;

    /** Told of the heap; must be short. */
    @FunctionalInterface
    public interface Listener {
        /**
         * After each collection, and when the pressure changes.
         *
         * @param bytesAbove what is in use above the first threshold
         */
        void heap(HeapPressure pressure, long bytesAbove);
    }

    /** Begins to listen. */
    public HeapWatch(HeapThresholds thresholds, ScheduledExecutorService scheduler, Listener listener) {
        this.rule = new HeapRule(thresholds);
        this.listener = listener;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(onCollection, null, null);
            }
        }
        look = scheduler.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
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
            told = rule.after(usedBytes, maxBytes);
            listener.heap(told, rule.above(maxBytes));
        }
    }

    private void look() {
        synchronized (lock) {
            if (told == HeapPressure.NONE) {
                return;
            }
            Runtime heap = Runtime.getRuntime();
            HeapPressure now = rule.atMost(heap.totalMemory() - heap.freeMemory(), maxBytes);
            if (now != told) {
                told = now;
                listener.heap(now, rule.above(maxBytes));
            }
        }
    }
}
