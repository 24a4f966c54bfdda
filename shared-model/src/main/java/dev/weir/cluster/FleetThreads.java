package dev.weir.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries calls to the fleet, what follows on their answers, and their time-outs, so that none of Hazelcast's threads is ever held. A
 * call takes one thread at a time, and each caller has few calls under way. Thread-safe.
 */
final class FleetThreads implements Executor, AutoCloseable {
    private final ExecutorService calls;
    private final ScheduledThreadPoolExecutor clock;

    private FleetThreads(String name, ExecutorService calls) {
        this.calls = calls;
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name + "-timeouts").factory());
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A virtual thread a task, where no code of a bot runs that could keep their carriers. */
    static FleetThreads virtual(String name) {
        return new FleetThreads(name, Executors.newThreadPerTaskExecutor(numbered(name, Thread.ofVirtual())));
    }

    /** A platform thread a task, kept a while for the next: a worker's lease depends on them, and bots may take every carrier. */
    static FleetThreads platform(String name) {
        return new FleetThreads(
                name,
                Executors.newCachedThreadPool(numbered(name, Thread.ofPlatform().daemon())));
    }

    private static ThreadFactory numbered(String name, Thread.Builder threads) {
        return threads.name(name + "-", 0).factory();
    }

    @Override
    public void execute(Runnable task) {
        calls.execute(task);
    }

    /**
     * Fails an answer with a {@link TimeoutException} when it is not there in time. Not {@link CompletableFuture#orTimeout}, which
     * needs the common pool of the process.
     */
    void limit(CompletableFuture<?> answer, Duration time) {
        var timer = clock.schedule(
                () -> answer.completeExceptionally(new TimeoutException()), time.toNanos(), TimeUnit.NANOSECONDS);
        var _ = answer.whenComplete((_, _) -> timer.cancel(false));
    }

    /** Lets answers that are on their way arrive, but not for long: what waits for one is told that it failed. */
    @Override
    public void close() {
        calls.shutdown();
        try {
            var _ = calls.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        shutdownNow();
    }

    /** Interrupts what still runs, and waits for nothing. */
    void shutdownNow() {
        clock.shutdownNow();
        calls.shutdownNow();
    }
}
