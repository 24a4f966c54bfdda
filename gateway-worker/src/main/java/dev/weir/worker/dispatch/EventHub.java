package dev.weir.worker.dispatch;

import dev.weir.worker.bot.Events;
import dev.weir.worker.carrier.BotThreads;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.shard.ActingGate;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands every event to those who subscribed to its type or name. Thread-safe; {@link #publish} is called by the lane only.
 *
 * <p>What waits for a handler when the gate closes goes on waiting until it opens, as events in the lane do.
 */
final class EventHub implements Events {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
    private static final int QUEUE = 1_024;
    private static final long GATE_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ActingGate gate;
    private final LongSupplier clock;
    private final long queueBytes;
    private final Map<String, List<Subscription>> byName = new ConcurrentHashMap<>();
    private final LongAdder dropped = new LongAdder();
    private volatile boolean closed;

    /**
     * Has no subscriber yet.
     *
     * @param queueBytes that may wait for one subscriber; the oldest go
     */
    EventHub(ActingGate gate, LongSupplier clock, long queueBytes) {
        this.gate = gate;
        this.clock = clock;
        this.queueBytes = queueBytes;
    }

    @Override
    public AutoCloseable on(EventType type, Consumer<GatewayEvent> handler) {
        if (type == EventType.OTHER) {
            throw new IllegalArgumentException("type must be one that has a name of its own, was OTHER: give the name");
        }
        return on(type.name(), handler);
    }

    @Override
    public AutoCloseable on(String name, Consumer<GatewayEvent> handler) {
        Subscription subscription = new Subscription(name, handler);
        byName.computeIfAbsent(name, _ -> new CopyOnWriteArrayList<>()).add(subscription);
        return subscription;
    }

    /** True when somebody has subscribed to it. */
    boolean publish(GatewayEvent event) {
        List<Subscription> subscribed = byName.isEmpty() || closed ? null : byName.get(event.name());
        if (subscribed != null) {
            for (Subscription each : subscribed) {
                each.offer(event);
            }
        }
        return subscribed != null && !subscribed.isEmpty();
    }

    /** Events that a slow handler lost. */
    long dropped() {
        return dropped.sum();
    }

    /** The gate may have opened: what waits for it looks now. */
    void look() {
        byName.values().forEach(all -> all.forEach(Subscription::look));
    }

    /** Nothing new is delivered any more; a handler that runs is not waited for. */
    void close() {
        closed = true;
        byName.values()
                .forEach(all -> all.forEach(each -> {
                    each.over = true;
                    each.look();
                }));
    }

    /** One handler and what waits for it. */
    private final class Subscription implements AutoCloseable {
        private final String name;
        private final String threadName;
        private final Consumer<GatewayEvent> handler;
        /** Guards the queue, its {@code bytes} and {@code draining}. */
        private final ReentrantLock lock = new ReentrantLock();
        /** Held while the handler runs, so that closing can wait for it. */
        private final ReentrantLock delivery = new ReentrantLock();

        private final ArrayDeque<GatewayEvent> queue = new ArrayDeque<>();
        private long bytes;
        private boolean draining;
        private volatile boolean over;

        /** What waits for the gate to open. */
        private volatile @Nullable Thread atGate;

        Subscription(String name, Consumer<GatewayEvent> handler) {
            this.name = name;
            this.threadName = "events-" + name;
            this.handler = handler;
        }

        void offer(GatewayEvent event) {
            lock.lock();
            try {
                if (over) {
                    return;
                }
                if (!draining) {
                    draining = true;
                    BotThreads.start(handler.getClass(), threadName, () -> drain(event));
                    return;
                }
                bytes += event.bytes();
                while (!queue.isEmpty() && (queue.size() >= QUEUE || bytes > queueBytes)) {
                    bytes -= queue.removeFirst().bytes();
                    dropped.increment();
                }
                queue.add(event);
            } finally {
                lock.unlock();
            }
        }

        /** Hands over an event, and what comes meanwhile. */
        private void drain(GatewayEvent first) {
            GatewayEvent event = first;
            while (event != null) {
                delivery.lock();
                try {
                    awaitGate();
                    if (!over) {
                        handler.accept(event);
                    }
                } catch (Throwable e) { // The bot's code may throw anything; the next event is delivered all the same.
                    LOG.warn("a handler of {} threw", name, e);
                } finally {
                    delivery.unlock();
                    // What one handler has left is nothing to the next; and a thread that is interrupted does not park.
                    var _ = Thread.interrupted();
                }
                event = next();
            }
        }

        private void awaitGate() {
            if (gate.open(clock.getAsLong())) {
                return;
            }
            atGate = Thread.currentThread();
            while (!over && !gate.open(clock.getAsLong())) {
                LockSupport.parkNanos(GATE_POLL_NANOS);
                var _ = Thread.interrupted();
            }
            atGate = null;
        }

        void look() {
            LockSupport.unpark(atGate);
        }

        private @Nullable GatewayEvent next() {
            lock.lock();
            try {
                GatewayEvent event = over ? null : queue.poll();
                if (event != null) {
                    bytes -= event.bytes();
                }
                draining = event != null;
                return event;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            over = true;
            look();
            List<Subscription> all = byName.get(name);
            if (all != null) {
                all.remove(this);
            }
            if (!delivery.isHeldByCurrentThread()) {
                awaitDelivery();
            }
        }

        private void awaitDelivery() {
            delivery.lock();
            try {
                over = true;
            } finally {
                delivery.unlock();
            }
        }
    }
}
