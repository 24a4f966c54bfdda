package dev.weir.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a program: what it opened, in order, and why it ends. */
public final class Run {
    private static final Logger log = LoggerFactory.getLogger(Run.class);

    /** How long all closing together may take; what is not closed then ends with the process. */
    static final Duration CLOSING = Duration.ofSeconds(10);

    private final Settings settings;
    private final Consumer out;
    private final Deque<Opened> opened = new ArrayDeque<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final ReentrantLock closingNow = new ReentrantLock();
    private final AtomicReference<@Nullable Problem> reason = new AtomicReference<>();

    private record Opened(String name, AutoCloseable part) {}

    /** Takes the lines that a program prints. */
    interface Consumer {
        void line(String line);
    }

    Run(Settings settings, Consumer out) {
        this.settings = settings;
        this.out = out;
    }

    public Settings settings() {
        return settings;
    }

    /** Has a part closed when the program ends; the last one first. */
    public synchronized <T extends AutoCloseable> T closing(String name, T part) {
        opened.push(new Opened(name, part));
        return part;
    }

    /** Prints the one line that says that the program does its work now. */
    public void ready(String line) {
        out.line(line);
    }

    /**
     * Prints that the program does its work now; where it still waits for something, what that is, and the other line when it
     * has come.
     *
     * @param name of the program, as in {@code coordinator ready: REST …}
     * @param where it can be reached
     * @param waitsFor what it waits for, null when it does its work
     */
    public void readyWhen(String name, String where, Supplier<@Nullable String> waitsFor) {
        String awaited = waitsFor.get();
        if (awaited == null) {
            ready(name + " ready: " + where);
            return;
        }
        out.line(name + " started: " + where + "; waiting for " + awaited);
        Thread.ofPlatform().daemon().name("weir-ready").start(() -> {
            try {
                while (!ending.await(50, TimeUnit.MILLISECONDS)) {
                    if (waitsFor.get() == null) {
                        ready(name + " ready: " + where);
                        return;
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Ends the program in order, as a signal does. */
    public void stop() {
        ending.countDown();
    }

    /** Ends the program in order, because it cannot go on; the first reason counts. */
    public void fail(Problem why) {
        reason.compareAndSet(null, why);
        ending.countDown();
    }

    /** Waits for the end; throws its reason if it has one. */
    void await() throws InterruptedException {
        ending.await();
        Problem why = reason.get();
        if (why != null) {
            throw why;
        }
    }

    /** Closes everything, once, the last opened first, within {@link #CLOSING} together; a second caller waits for the first. */
    void close() {
        closingNow.lock();
        try {
            closeAll();
        } finally {
            closingNow.unlock();
        }
    }

    private void closeAll() {
        long deadline = System.nanoTime() + CLOSING.toNanos();
        ExecutorService closer = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name("close-", 0).factory());
        for (Opened next = pop(); next != null; next = pop()) {
            close(next, closer, deadline - System.nanoTime());
        }
        closer.shutdownNow();
    }

    private synchronized @Nullable Opened pop() {
        return opened.poll();
    }

    private static void close(Opened one, ExecutorService closer, long withinNanos) {
        long begin = System.nanoTime();
        Future<?> closing = closer.submit(() -> {
            one.part().close();
            return null;
        });
        try {
            closing.get(Math.max(withinNanos, TimeUnit.MILLISECONDS.toNanos(50)), TimeUnit.NANOSECONDS);
            log.info("closed {} in {} ms", one.name(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        } catch (TimeoutException _) {
            log.warn("{} did not close in time", one.name());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            log.warn("{} did not close in order", one.name(), failed.getCause());
        }
    }
}
