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
 * The code of a bot that a collector calls.
 *
 * @param items class of its items
 * @param predicate judges each item after the data filter; null for none
 * @param onCollect called for each accepted item; null for none
 * @param onEnd called once, last; null for none
 * @param seldom what few collectors have; null for none of it, so that the many are small
 */
public record CollectorCode<T extends Item>(
        Class<T> items,
        @Nullable Predicate<? super T> predicate,
        @Nullable Handler<? super T> onCollect,
        @Nullable Handler<? super Collected<T>> onEnd,
        @Nullable Seldom<T> seldom) {
    private static final int ASYNC_AT_ONCE = 16;

    /**
     * Code that few collectors have.
     *
     * @param asyncFilter judges each item last; null for none
     * @param onInteraction called for each accepted interaction, with its answer; null for none
     * @param onBatch called for each batch; null for none
     * @param onCreate called for the first accepted item of each emoji; null for none
     * @param onRemove called for each accepted item that leaves again; null for none
     * @param onIgnore called with each refused item and the reason's code; null for none
     * @param onError called with what filters and handlers throw; null for logging it
     */
    public record Seldom<T extends Item>(
            @Nullable Function<? super T, ? extends CompletionStage<Boolean>> asyncFilter,
            @Nullable InteractionHandler<? super T> onInteraction,
            @Nullable Handler<? super List<T>> onBatch,
            @Nullable Handler<? super T> onCreate,
            @Nullable Handler<? super T> onRemove,
            @Nullable BiConsumer<? super T, String> onIgnore,
            @Nullable Handler<? super Throwable> onError) {
        private static final Seldom<Item> NOTHING = new Seldom<>(null, null, null, null, null, null, null);

        private @Nullable Object any() {
            for (Object each :
                    new Object[] {onInteraction, onBatch, asyncFilter, onCreate, onRemove, onIgnore, onError}) {
                if (each != null) {
                    return each;
                }
            }
            return null;
        }
    }

    /** Whether there is none: nothing of the bot is held, so one may stand for all. */
    public boolean none() {
        return predicate == null && onCollect == null && onEnd == null && seldom == null;
    }

    public @Nullable Function<? super T, ? extends CompletionStage<Boolean>> asyncFilter() {
        return seldom == null ? null : seldom.asyncFilter;
    }

    public @Nullable InteractionHandler<? super T> onInteraction() {
        return seldom == null ? null : seldom.onInteraction;
    }

    public @Nullable Handler<? super List<T>> onBatch() {
        return seldom == null ? null : seldom.onBatch;
    }

    public @Nullable Handler<? super T> onCreate() {
        return seldom == null ? null : seldom.onCreate;
    }

    public @Nullable Handler<? super T> onRemove() {
        return seldom == null ? null : seldom.onRemove;
    }

    public @Nullable BiConsumer<? super T, String> onIgnore() {
        return seldom == null ? null : seldom.onIgnore;
    }

    public @Nullable Handler<? super Throwable> onError() {
        return seldom == null ? null : seldom.onError;
    }

    /** A class of it that stands for the place in the bot's code where such collectors are made. */
    public Class<?> site() {
        Object one = onCollect != null ? onCollect : predicate != null ? predicate : onEnd;
        if (one == null && seldom != null) {
            one = seldom.any();
        }
        return (one == null ? this : one).getClass();
    }

    /** What of it a collector calls. */
    CollectorSpec.Calls calls() {
        return new CollectorSpec.Calls(
                predicate != null ? 1 : asyncFilter() != null ? ASYNC_AT_ONCE : 0,
                onCollect != null || onBatch() != null || onInteraction() != null,
                onCreate() != null,
                onRemove() != null,
                onIgnore() != null);
    }

    /** One that is being put together. Not thread-safe. */
    static final class Draft<T extends Item> {
        final Class<T> items;

        @Nullable
        Predicate<? super T> predicate;

        @Nullable
        Function<? super T, ? extends CompletionStage<Boolean>> asyncFilter;

        @Nullable
        Handler<? super T> onCollect;

        @Nullable
        InteractionHandler<? super T> onInteraction;

        @Nullable
        Handler<? super List<T>> onBatch;

        @Nullable
        Handler<? super T> onCreate;

        @Nullable
        Handler<? super T> onRemove;

        @Nullable
        BiConsumer<? super T, String> onIgnore;

        @Nullable
        Handler<? super Collected<T>> onEnd;

        @Nullable
        Handler<? super Throwable> onError;

        Draft(Class<T> items) {
            this.items = items;
        }

        Draft(Draft<T> from) {
            items = from.items;
            predicate = from.predicate;
            asyncFilter = from.asyncFilter;
            onCollect = from.onCollect;
            onInteraction = from.onInteraction;
            onBatch = from.onBatch;
            onCreate = from.onCreate;
            onRemove = from.onRemove;
            onIgnore = from.onIgnore;
            onEnd = from.onEnd;
            onError = from.onError;
        }

        CollectorCode<T> code() {
            Seldom<T> seldom = new Seldom<>(asyncFilter, onInteraction, onBatch, onCreate, onRemove, onIgnore, onError);
            return new CollectorCode<>(
                    items, predicate, onCollect, onEnd, seldom.equals(Seldom.NOTHING) ? null : seldom);
        }
    }
}
