package dev.weir.worker.bot;

import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Item;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A collector that is about to start: its specification and the code of its bot.
 *
 * @param spec what is asked for
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
public record CollectorPlan<T extends Item>(
        CollectorSpec spec,
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
        @Nullable Handler<? super Throwable> onError) {}
