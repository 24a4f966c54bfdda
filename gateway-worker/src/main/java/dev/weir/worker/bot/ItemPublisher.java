package dev.weir.worker.bot;

import dev.weir.worker.collector.Item;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Starts one collector for each subscriber and hands over items as they are asked for, on virtual threads, one at a time. */
final class ItemPublisher<T extends Item> implements Flow.Publisher<T> {
    private final CollectorBuilder<T> builder;

    ItemPublisher(CollectorBuilder<T> builder) {
        this.builder = builder;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        new Demand<T>(subscriber).start(builder.copy());
    }

    /** What one subscriber has asked for. */
    private static final class Demand<T extends Item> implements Flow.Subscription {
        private final Flow.Subscriber<? super T> subscriber;
        private final Semaphore asked = new Semaphore(0);
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable CollectorHandle<T> handle;

        Demand(Flow.Subscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        void start(CollectorBuilder<T> builder) {
            subscriber.onSubscribe(this);
            try {
                CollectorHandle<T> started = builder.onCollect(this::hand)
                        .onEnd(_ -> {
                            if (over.compareAndSet(false, true)) {
                                subscriber.onComplete();
                            }
                        })
                        .start();
                handle = started;
                if (over.get()) {
                    var _ = started.cancel();
                }
            } catch (RuntimeException refused) { // The contract of Flow: a subscriber hears of it.
                if (over.compareAndSet(false, true)) {
                    subscriber.onError(refused);
                }
            }
        }

        private void hand(T item) throws InterruptedException {
            asked.acquire();
            if (over.get()) {
                return;
            }
            try {
                subscriber.onNext(item);
            } catch (RuntimeException broken) { // The contract of Flow: whoever throws has cancelled.
                over.set(true);
                CollectorHandle<T> running = handle;
                if (running != null) {
                    var _ = running.consumerGone();
                }
                throw broken;
            }
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                if (over.compareAndSet(false, true)) {
                    cancelCollector();
                    subscriber.onError(new IllegalArgumentException("request must be positive, was " + n));
                }
                return;
            }
            int room = Integer.MAX_VALUE - asked.availablePermits();
            asked.release((int) Math.min(n, room));
        }

        @Override
        public void cancel() {
            over.set(true);
            cancelCollector();
            asked.release();
        }

        private void cancelCollector() {
            CollectorHandle<T> running = handle;
            if (running != null) {
                var _ = running.cancel();
            }
        }
    }
}
