package dev.weir.worker.gateway;

import dev.weir.model.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.javacord.api.util.concurrent.ThreadPool;
import org.javacord.core.util.cache.MessageCacheImpl;

/**
 * The threads of one shard's Javacord, all virtual: its own pool starts hundreds of platform threads in a burst and keeps
 * threads after the connection has ended. Thread-safe.
 */
final class JavacordThreads implements ThreadPool, AutoCloseable {
    private static final Duration END = Duration.ofSeconds(1);
    private static final int QUEUED_PACKETS = 20_000;

    private final ThreadFactory factory;
    private final ExecutorService tasks;
    private final ScheduledExecutorService scheduler;
    private final Map<String, ThreadPoolExecutor> lanes = new ConcurrentHashMap<>();

    JavacordThreads(ShardId shard) {
        factory = Thread.ofVirtual().name("javacord-" + shard + "-", 0).factory();
        tasks = Executors.newThreadPerTaskExecutor(factory);
        scheduler = new Clock(factory);
    }

    /** Whether Javacord is so far behind that packets which only its listeners want should be left out. */
    boolean behind() {
        ThreadPoolExecutor handlers = lanes.get("Handlers Processor");
        return handlers != null && handlers.getQueue().size() > QUEUED_PACKETS;
    }

    @Override
    public ExecutorService getExecutorService() {
        return tasks;
    }

    @Override
    public ScheduledExecutorService getScheduler() {
        return scheduler;
    }

    @Override
    public ScheduledExecutorService getDaemonScheduler() {
        return scheduler;
    }

    @Override
    public ExecutorService getSingleThreadExecutorService(String threadName) {
        return lanes.computeIfAbsent(
                threadName,
                _ -> new ThreadPoolExecutor(0, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory));
    }

    @Override
    public ExecutorService getSingleDaemonThreadExecutorService(String threadName) {
        return getSingleThreadExecutorService(threadName);
    }

    @Override
    public Optional<ExecutorService> removeAndShutdownSingleThreadExecutorService(String threadName) {
        ThreadPoolExecutor removed = lanes.remove(threadName);
        if (removed != null) {
            removed.shutdown();
        }
        return Optional.ofNullable(removed);
    }

    @Override
    public <T> CompletableFuture<T> runAfter(Supplier<CompletableFuture<T>> task, long duration, TimeUnit unit) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Runnable run = () -> {
            var _ = task.get().whenComplete((result, failure) -> {
                if (failure != null) {
                    future.completeExceptionally(failure);
                } else {
                    future.complete(result);
                }
            });
        };
        var _ = scheduler.schedule(run, duration, unit);
        return future;
    }

    /**
     * Does not clean message caches. Each of Javacord's channels would look every 30 s whether the garbage collector took a message from
     * it; here it takes none, since the one message that is cached is held elsewhere ({@link ShardApi#addMessageToCache}).
     */
    private static final class Clock extends ScheduledThreadPoolExecutor {
        private final ScheduledFuture<?> never = schedule(() -> {}, 1, TimeUnit.DAYS);

        Clock(ThreadFactory factory) {
            super(1, factory);
            setRemoveOnCancelPolicy(true);
            setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
            never.cancel(false);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            boolean cleaner = task.getClass().getNestHost() == MessageCacheImpl.class;
            return cleaner ? never : super.scheduleWithFixedDelay(task, first, delay, unit);
        }
    }

    /** Interrupts whatever runs and waits a second for it. */
    @Override
    public void close() {
        scheduler.shutdownNow();
        tasks.shutdownNow();
        lanes.values().forEach(ExecutorService::shutdownNow);
        long deadline = System.nanoTime() + END.toNanos();
        try {
            for (ExecutorService one : List.of(scheduler, tasks)) {
                var _ = one.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            for (ExecutorService one : lanes.values()) {
                var _ = one.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
