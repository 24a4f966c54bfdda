package dev.weir.worker.bot;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The accepted items one after the other, as they come. For one thread at a time; {@link #hasNext} blocks until an item or
 * the end. Closing it, also by leaving a try block, cancels the collector: nothing stays behind.
 */
public final class CollectorIterator<T> implements Iterator<T>, AutoCloseable {
    private final BlockingQueue<Object> queue;
    private static final Object END = new Object();

    private volatile @Nullable CollectorHandle<T> handle;
    private volatile boolean closed;
    private @Nullable Object next;

    CollectorIterator(int capacity) {
        queue = new ArrayBlockingQueue<>(capacity + 1);
    }

    void started(CollectorHandle<T> started) {
        handle = started;
    }

    /** Called by the collector's handler: waits for room, so the collector's own overflow policy decides. */
    void put(T item) throws InterruptedException {
        if (!closed) {
            queue.put(item);
        }
    }

    /** Called by the collector's end, after its last item. */
    void end() throws InterruptedException {
        queue.put(END);
    }

    /**
     * Waits for the next item.
     *
     * @return false when the collector has ended, or this thread was interrupted: then its interrupt is set again
     */
    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = closed ? END : queue.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return next != END;
    }

    @Override
    @SuppressWarnings("unchecked") // only put() fills the queue, but for END
    public T next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the collector has ended");
        }
        T item = (T) next;
        next = null;
        return item;
    }

    @Override
    public void close() {
        closed = true;
        queue.clear();
        CollectorHandle<T> running = handle;
        if (running != null) {
            var _ = running.cancel();
        }
    }
}
