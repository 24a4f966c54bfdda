package dev.weir.worker.bot;

import dev.weir.model.Snowflake;
import dev.weir.model.filter.Expression;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Limits;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Scope;
import dev.weir.worker.collector.Times;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says what a collector shall do, then starts it. Not thread-safe; may be started several times, each start is a collector of
 * its own.
 *
 * <p>Every method that is given an option out of its range throws {@link IllegalArgumentException} that names the option, the
 * value and what was expected.
 */
public final class CollectorBuilder<T extends Item> {
    private static final int ASYNC_AT_ONCE = 16;

    private final Collectors collectors;
    private final Kind kind;
    private final Class<T> items;

    private Scope scope = Scope.ANYWHERE;
    private @Nullable Expression expression;
    private Limits limits = Limits.NONE;
    private Times times = Times.DEFAULT;
    private Options options = Options.DEFAULT;
    private @Nullable String label;
    private @Nullable Predicate<? super T> predicate;
    private @Nullable Function<? super T, ? extends CompletionStage<Boolean>> asyncFilter;
    private @Nullable Handler<? super T> onCollect;
    private @Nullable Handler<? super List<T>> onBatch;
    private @Nullable Handler<? super T> onCreate;
    private @Nullable Handler<? super T> onRemove;
    private @Nullable BiConsumer<? super T, String> onIgnore;
    private @Nullable Handler<? super Collected<T>> onEnd;
    private @Nullable Handler<? super Throwable> onError;

    CollectorBuilder(Collectors collectors, Kind kind, Class<T> items) {
        this.collectors = collectors;
        this.kind = kind;
        this.items = items;
    }

    /** Only in a channel or thread, by its id. */
    public CollectorBuilder<T> inChannel(long id) {
        scope = scope.withChannel(positive("channel", id));
        return this;
    }

    /** Only in a guild, by its id. */
    public CollectorBuilder<T> inGuild(long id) {
        scope = scope.withGuild(positive("guild", id));
        return this;
    }

    /** Only in direct messages. */
    public CollectorBuilder<T> inDirectMessages() {
        scope = scope.withDirect();
        return this;
    }

    /** Only on a message, by its id: for reactions and components. */
    public CollectorBuilder<T> onMessage(long id) {
        scope = scope.withMessage(positive("message", id));
        return this;
    }

    /** Only from a user, by their id: author, reactor or clicker. */
    public CollectorBuilder<T> from(long userId) {
        scope = scope.withUser(positive("user", userId));
        return this;
    }

    /** Only raw events or commands of this name. */
    public CollectorBuilder<T> named(String name) {
        scope = scope.withName(name);
        return this;
    }

    /** Ends after so many accepted items: never one more. 1 or more. */
    public CollectorBuilder<T> max(long accepted) {
        Options.between("max", accepted, 1, Long.MAX_VALUE);
        limits = new Limits(
                accepted,
                limits.maxProcessed(),
                limits.maxUsers(),
                limits.maxEmojis(),
                limits.maxComponents(),
                limits.maxPerUser());
        return this;
    }

    /** Ends after so many items in scope, whether the filter took them or not; the last is still judged. 1 or more. */
    public CollectorBuilder<T> maxProcessed(long received) {
        Options.between("maxProcessed", received, 1, Long.MAX_VALUE);
        limits = new Limits(
                limits.max(),
                received,
                limits.maxUsers(),
                limits.maxEmojis(),
                limits.maxComponents(),
                limits.maxPerUser());
        return this;
    }

    /** Ends so long after it became active: 1 ms to 30 days. Without this call 15 minutes. */
    public CollectorBuilder<T> time(Duration time) {
        times = new Times(time, times.idle(), times.idleOnReceived(), times.maxLifetime());
        return this;
    }

    /** Has no deadline; needs {@link #idle} or {@link #max} beside it. */
    public CollectorBuilder<T> noTime() {
        times = new Times(null, times.idle(), times.idleOnReceived(), times.maxLifetime());
        return this;
    }

    /** Ends when no item was accepted for so long: 1 ms to 30 days. */
    public CollectorBuilder<T> idle(Duration idle) {
        times = new Times(times.time(), idle, times.idleOnReceived(), times.maxLifetime());
        return this;
    }

    /**
     * Only items that are as the text says, as {@code author == 123 && content startsWith "!"}. Asked before any filter of
     * Java, without a thread; called again, both must hold. The fields and operators are in {@code docs/collectors.md}.
     *
     * @throws dev.weir.model.filter.FilterSyntaxError when the text cannot be read; says what was expected, points at the column
     */
    public CollectorBuilder<T> where(String text) {
        return where(Expression.parse(text));
    }

    /** Only items that are as the expression says; called again, both must hold. */
    public CollectorBuilder<T> where(Expression filter) {
        expression = expression == null ? filter : new Expression.And(List.of(expression, filter));
        return this;
    }

    /** A filter of Java, on a virtual thread, one item at a time; at most 2 s, then the item is refused. */
    public CollectorBuilder<T> filter(Predicate<? super T> filter) {
        this.predicate = filter;
        return this;
    }

    /** A filter that answers later, within 2 s; items are accepted in the order of their arrival. */
    public CollectorBuilder<T> asyncFilter(Function<? super T, ? extends CompletionStage<Boolean>> filter) {
        this.asyncFilter = filter;
        return this;
    }

    /** Called for each accepted item, one at a time, in order, on a virtual thread: it may block. */
    public CollectorBuilder<T> onCollect(Handler<? super T> handler) {
        this.onCollect = handler;
        return this;
    }

    /** Called with each refused item and why: {@code filter}, {@code perUser}, …; on a virtual thread. */
    public CollectorBuilder<T> onIgnore(BiConsumer<? super T, String> handler) {
        this.onIgnore = handler;
        return this;
    }

    /** Called exactly once, after the last handler; on a virtual thread. */
    public CollectorBuilder<T> onEnd(Handler<? super Collected<T>> handler) {
        this.onEnd = handler;
        return this;
    }

    /** Called with what filters and handlers throw; without it that is logged. */
    public CollectorBuilder<T> onError(Handler<? super Throwable> handler) {
        this.onError = handler;
        return this;
    }

    /** What operators see in lists; at most 100 characters. */
    public CollectorBuilder<T> label(String text) {
        Options.between("label's length", text.length(), 1, 100);
        this.label = text;
        return this;
    }

    /**
     * Starts the collector. It is there for every event received after this returned.
     *
     * @throws IllegalArgumentException when options contradict each other; the message names them
     * @throws dev.weir.worker.admission.AdmissionRefused when it may not run and may not wait either
     * @throws IllegalStateException when the shard has left this worker
     */
    public CollectorHandle<T> start() {
        CollectorSpec spec = new CollectorSpec(
                List.of(new CollectorSpec.Source(kind, scope, expression)),
                CollectorSpec.Mode.ANY,
                limits,
                times,
                options,
                new CollectorSpec.Calls(
                        predicate != null ? 1 : asyncFilter != null ? ASYNC_AT_ONCE : 0,
                        onCollect != null || onBatch != null,
                        onCreate != null,
                        onRemove != null,
                        onIgnore != null),
                label);
        return collectors.start(new CollectorPlan<>(
                spec, items, predicate, asyncFilter, onCollect, onBatch, onCreate, onRemove, onIgnore, onEnd, onError));
    }

    private static long positive(String option, long id) {
        if (id == 0) {
            throw new IllegalArgumentException(option + " must be a Discord id, was " + Snowflake.format(id));
        }
        return id;
    }
}
