package dev.weir.worker.bot;

import dev.weir.model.EndReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A wait for the end of a collector, without a thread; whose cancellation cancels the collector. */
final class Wait<R> extends CompletableFuture<R> {
    private final Runnable cancelled;

    private Wait(Runnable cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean first = super.cancel(mayInterruptIfRunning);
        if (first) {
            cancelled.run();
        }
        return first;
    }

    /** For what was kept of its items; fails when that is nothing. */
    static <T> CompletableFuture<List<T>> forItems(CollectorHandle<T> handle) {
        Wait<List<T>> wait = new Wait<>(() -> {
            var _ = handle.cancel();
        });
        var _ = handle.ended().whenComplete((collected, refused) -> {
            if (collected == null) {
                wait.completeExceptionally(refused);
            } else if (collected.items().isEmpty()) {
                wait.completeExceptionally(nothingCame(collected));
            } else {
                wait.complete(collected.items());
            }
        });
        return wait;
    }

    private static CollectorEnded nothingCame(Collected<?> collected) {
        return collected.reason() instanceof EndReason.TimedOut || collected.reason() instanceof EndReason.WentIdle
                ? new CollectorTimeout(collected)
                : new CollectorEnded(collected);
    }

    /** For the first of its items; fails as {@link #forItems} does. */
    static <T> CompletableFuture<T> forFirst(CollectorHandle<T> handle) {
        CompletableFuture<List<T>> items = forItems(handle);
        Wait<T> wait = new Wait<>(() -> items.cancel(false));
        var _ = items.whenComplete((all, failure) -> {
            if (all == null) {
                wait.completeExceptionally(failure);
            } else {
                wait.complete(all.getFirst());
            }
        });
        return wait;
    }
}
