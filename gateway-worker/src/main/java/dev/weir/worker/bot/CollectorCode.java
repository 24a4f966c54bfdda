package dev.weir.worker.bot;

import dev.weir.worker.collector.Item;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The code of a bot that a collector calls.
 *
 * @param items class of its items
 * @param predicate judges each item after the data filter; null for none
 * @param asyncFilter judges each item last; null for none
 * @param onCollect called for each accepted item; null for none
 * @param onInteraction called for each accepted interaction, with its answer; null for none
 * @param onBatch called for each batch; null for none
 * @param onCreate called for the first accepted item of each emoji; null for none
 * @param onRemove called for each accepted item that leaves again; null for none
 * @param onIgnore called with each refused item and the reason's code; null for none
 * @param onEnd called once, last; null for none
 * @param onError called with what filters and handlers throw; null for logging it
 */
public record CollectorCode<T extends Item>(
        Class<T> items,
        @Nullable Predicate<? super T> predicate,
        @Nullable Function<? super T, ? extends CompletionStage<Boolean>> asyncFilter,
        @Nullable Handler<? super T> onCollect,
        @Nullable InteractionHandler<? super T> onInteraction,
        @Nullable Handler<? super List<T>> onBatch,
        @Nullable Handler<? super T> onCreate,
        @Nullable Handler<? super T> onRemove,
        @Nullable BiConsumer<? super T, String> onIgnore,
        @Nullable Handler<? super Collected<T>> onEnd,
        @Nullable Handler<? super Throwable> onError) {

    /** Whether there is none: nothing of the bot is held, so one may stand for all. */
    public boolean none() {
        return predicate == null
                && asyncFilter == null
                && onCollect == null
                && onInteraction == null
                && onBatch == null
                && onCreate == null
                && onRemove == null
                && onIgnore == null
                && onEnd == null
                && onError == null;
    }
}
