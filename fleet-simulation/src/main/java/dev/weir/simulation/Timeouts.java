package dev.weir.simulation;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Timeouts of one process in virtual time: they stand still with it, and end with it. */
final class Timeouts extends AbstractExecutorService implements ScheduledExecutorService {
    private final Actor process;

    Timeouts(Actor process) {
        this.process = process;
    }

    private final class Timeout<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long dueNanos;

        Timeout(Callable<V> what, long dueNanos) {
            super(what);
            this.dueNanos = dueNanos;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - process.world.now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> what, long delay, TimeUnit unit) {
        long nanos = unit.toNanos(delay);
        Timeout<V> timeout = new Timeout<>(what, process.world.now + nanos);
        process.after(nanos, timeout);
        return timeout;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable what, long delay, TimeUnit unit) {
        return schedule(
                () -> {
                    what.run();
                    return true;
                },
                delay,
                unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable what, long first, long every, TimeUnit unit) {
        throw new UnsupportedOperationException("nothing that decides is done by a timer");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable what, long first, long pause, TimeUnit unit) {
        throw new UnsupportedOperationException("nothing that decides is done by a timer");
    }

    @Override
    public void execute(Runnable what) {
        process.after(0, what);
    }

    @Override
    public void shutdown() {
        // Ends with its process.
    }

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return process.dead();
    }

    @Override
    public boolean isTerminated() {
        return process.dead();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return process.dead();
    }
}
