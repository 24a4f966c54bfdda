package dev.weir.worker.bot;

import dev.weir.model.Snowflake;
import dev.weir.model.filter.Compiled;
import dev.weir.model.filter.Expression;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Limits;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Scope;
import dev.weir.worker.collector.Sources;
import dev.weir.worker.collector.Times;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
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
    private final Collectors collectors;
    private final @Nullable Kind kind;
    private final CollectorSpec.Mode mode;
    private final List<CollectorSpec.Source> parts;

    private Scope scope = Scope.ANYWHERE;
    private @Nullable Expression expression;
    private Limits limits = Limits.NONE;
    private Times times = Times.DEFAULT;
    private Options options = Options.DEFAULT;
    private Answering answering = Answering.DEFAULT;
    private boolean everywhere;
    private @Nullable String label;
    private CollectorCode.Draft<T> code;

    CollectorBuilder(Collectors collectors, Kind kind, Class<T> items) {
        this.collectors = collectors;
        this.kind = kind;
        this.code = new CollectorCode.Draft<>(items);
        this.mode = CollectorSpec.Mode.ANY;
        this.parts = List.of();
    }

    /** Joins several: what they take and where is theirs, everything else is said here. */
    CollectorBuilder(Collectors collectors, Class<T> items, CollectorSpec.Mode mode, List<CollectorBuilder<?>> joined) {
        this.collectors = collectors;
        this.kind = null;
        this.code = new CollectorCode.Draft<>(items);
        this.mode = mode;
        this.parts = joined.stream().map(CollectorBuilder::source).toList();
    }

    private CollectorSpec.Source source() {
        if (kind == null || !code.code().none()) {
            throw new IllegalArgumentException("a part of a joined collector may have a scope and where(…) only:"
                    + " filters of Java and handlers belong to the whole");
        }
        return new CollectorSpec.Source(kind, scope, compiled());
    }

    private @Nullable Compiled compiled() {
        return expression == null ? null : expression.compile();
    }

    /** Another with the same options, to be changed on its own. */
    CollectorBuilder<T> copy() {
        CollectorBuilder<T> copy = new CollectorBuilder<>(collectors, kind, code.items, mode, parts, scope);
        copy.expression = expression;
        copy.limits = limits;
        copy.times = times;
        copy.options = options;
        copy.everywhere = everywhere;
        copy.label = label;
        copy.code = new CollectorCode.Draft<>(code);
        copy.answering = answering;
        return copy;
    }

    private CollectorBuilder(
            Collectors collectors,
            @Nullable Kind kind,
            Class<T> items,
            CollectorSpec.Mode mode,
            List<CollectorSpec.Source> parts,
            Scope scope) {
        this.collectors = collectors;
        this.kind = kind;
        this.code = new CollectorCode.Draft<>(items);
        this.mode = mode;
        this.parts = parts;
        this.scope = scope;
    }

    /** Only in a channel or thread, by its id. */
    public CollectorBuilder<T> inChannel(long id) {
        scope = scope.withChannel(positive("channel", id));
        return this;
    }

    /** Only in a thread, by its id; it ends when the channel of the thread is deleted. */
    public CollectorBuilder<T> inThread(long id) {
        return inChannel(id);
    }

    /** Only components on the answer to an interaction, by that interaction's id. */
    public CollectorBuilder<T> onAnswerTo(long interactionId) {
        scope = scope.withOrigin(positive("interaction", interactionId));
        return this;
    }

    /** Only components or modals with this custom id. */
    public CollectorBuilder<T> customId(String id) {
        scope = scope.withCustomId(id, false);
        return this;
    }

    /** Only components or modals whose custom id begins so. */
    public CollectorBuilder<T> customIdPrefix(String begin) {
        scope = scope.withCustomId(begin, true);
        return this;
    }

    /** Raw events from anywhere on the shard: costs a turn for each of them, so it has to be said. */
    public CollectorBuilder<T> everywhere() {
        everywhere = true;
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
        limits = limits.withMax(accepted);
        return this;
    }

    /** Ends after so many items in scope, whether the filter took them or not; the last is still judged. 1 or more. */
    public CollectorBuilder<T> maxProcessed(long received) {
        Options.between("maxProcessed", received, 1, Long.MAX_VALUE);
        limits = limits.withMaxProcessed(received);
        return this;
    }

    /** Ends when so many different users had an item accepted. 1 or more. */
    public CollectorBuilder<T> maxUsers(int users) {
        Options.between("maxUsers", users, 1, Integer.MAX_VALUE);
        limits = limits.withMaxUsers(users);
        return this;
    }

    /** Ends when so many different emojis were accepted. 1 or more; for reactions. */
    public CollectorBuilder<T> maxEmojis(int emojis) {
        Options.between("maxEmojis", emojis, 1, Integer.MAX_VALUE);
        limits = limits.withMaxEmojis(emojis);
        return this;
    }

    /** Ends when so many different components, by message and custom id, were accepted. 1 or more; for components. */
    public CollectorBuilder<T> maxComponents(int components) {
        Options.between("maxComponents", components, 1, Integer.MAX_VALUE);
        limits = limits.withMaxComponents(components);
        return this;
    }

    /** Ignores more than so many items of one user, with code {@code perUser}, and goes on. 1 or more. */
    public CollectorBuilder<T> maxPerUser(int items) {
        Options.between("maxPerUser", items, 1, Integer.MAX_VALUE);
        limits = limits.withMaxPerUser(items);
        return this;
    }

    /** Deleted messages and removed reactions leave again, and give back what they took of max, users and emojis. */
    public CollectorBuilder<T> dispose() {
        options = options.withDispose(true);
        return this;
    }

    /** What is kept of accepted items for the end; without this call the last 100, whole. */
    public CollectorBuilder<T> retain(Options.Retain retain) {
        options = options.withRetain(retain);
        return this;
    }

    /** How many items may wait for filter and handlers, 1 to 65,536, and what happens to one more. */
    public CollectorBuilder<T> buffer(int items, Options.Overflow overflow) {
        options = options.withBuffer(items).withOverflow(overflow);
        return this;
    }

    /** Lets so many handlers run at once, 1 to 1,024; more than one gives up their order. */
    public CollectorBuilder<T> parallel(int handlers) {
        options = options.withParallel(handlers);
        return this;
    }

    /**
     * Hands over items together: when {@code size} are there, or so long after the first of them; what is left comes before the
     * end.
     *
     * @param retries how often a batch is handed over again when its handler threw, 0 to 100
     */
    public CollectorBuilder<T> batch(int size, Duration maxWait, int retries, Handler<? super List<T>> handler) {
        Options.between("batch.size", size, 1, 10_000);
        options = options.withBatch(new Options.Batch(size, maxWait, retries));
        code.onBatch = handler;
        return this;
    }

    /** What a filter that throws does; without this call the item is ignored. */
    public CollectorBuilder<T> onFilterError(Options.OnFilterError policy) {
        options = options.withOnFilterError(policy);
        return this;
    }

    /** How long a Java or asynchronous filter may take, 1 ms to 1 min; without this call 2 s. Then the item is refused. */
    public CollectorBuilder<T> filterTimeout(Duration most) {
        Options.between("filterTimeout in milliseconds", most.toMillis(), 1, 60_000);
        options = options.withFilterTimeout(most);
        return this;
    }

    /** Ends when a handler throws, instead of going on. */
    public CollectorBuilder<T> endOnHandlerError() {
        options = options.withEndOnHandlerError(true);
        return this;
    }

    /** Whether items of other bots and webhooks count, and those of this bot; without this call true and false. */
    public CollectorBuilder<T> include(boolean bots, boolean self) {
        options = options.withIncludeBots(bots).withIncludeSelf(self);
        return this;
    }

    /** Whose share of the limits it takes, by guild id; without this call the guild of its scope. */
    public CollectorBuilder<T> tenant(long guild) {
        options = options.withTenant(positive("tenant", guild));
        return this;
    }

    /** Higher is kept longer when memory runs short; without this call 0. */
    public CollectorBuilder<T> priority(int priority) {
        options = options.withPriority(priority);
        return this;
    }

    /** How long it may wait for its permit; zero fails at once. Without this call 30 s. */
    public CollectorBuilder<T> patience(Duration patience) {
        options = options.withPatience(patience);
        return this;
    }

    /** The hard cap on its age, whatever else is asked: 1 ms to 30 days, without this call 30 days. */
    public CollectorBuilder<T> maxLifetime(Duration most) {
        times = times.withMaxLifetime(most);
        return this;
    }

    /** Lets any item in scope restart the idle time, accepted or not. */
    public CollectorBuilder<T> idleOnReceived() {
        times = times.withIdleOnReceived(true);
        return this;
    }

    /** Called for the first accepted reaction of each emoji, before {@link #onCollect}. */
    public CollectorBuilder<T> onCreate(Handler<? super T> handler) {
        code.onCreate = handler;
        return this;
    }

    /** Called for each accepted item that leaves again: a reaction taken back; with {@link #dispose} a deleted message. */
    public CollectorBuilder<T> onRemove(Handler<? super T> handler) {
        code.onRemove = handler;
        return this;
    }

    /** Ends so long after it became active: 1 ms to 30 days. Without this call 15 minutes. */
    public CollectorBuilder<T> time(Duration time) {
        times = times.withTime(time);
        return this;
    }

    /** Has no deadline; needs {@link #idle} or {@link #max} beside it. */
    public CollectorBuilder<T> noTime() {
        times = times.withTime(null);
        return this;
    }

    /** Ends when no item was accepted for so long: 1 ms to 30 days. */
    public CollectorBuilder<T> idle(Duration idle) {
        times = times.withIdle(idle);
        return this;
    }

    /**
     * Only items that are as the text says, as {@code author == 123 && content startsWith "!"}. Asked before any filter of
     * Java, without a thread; called again, both must hold. The fields are those of {@link dev.weir.model.filter.Field}.
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
        code.predicate = filter;
        return this;
    }

    /** A filter that answers later, within 2 s; items are accepted in the order of their arrival. */
    public CollectorBuilder<T> asyncFilter(Function<? super T, ? extends CompletionStage<Boolean>> filter) {
        code.asyncFilter = filter;
        return this;
    }

    /** Called for each accepted item, one at a time, in order, on a virtual thread: it may block. */
    public CollectorBuilder<T> onCollect(Handler<? super T> handler) {
        code.onCollect = handler;
        return this;
    }

    /** Called for each accepted interaction with its answer, one at a time, in order, on a virtual thread. */
    public CollectorBuilder<T> onInteraction(InteractionHandler<? super T> handler) {
        code.onInteraction = handler;
        return this;
    }

    /** What is answered when the handler has not answered 2 s after receipt; without this call nothing. */
    public CollectorBuilder<T> ack(Answering.Ack ack) {
        answering = answering.withAck(ack);
        return this;
    }

    /** Lets other collectors that accept the same interaction answer it too; still only the first answer is sent. */
    public CollectorBuilder<T> shared() {
        answering = answering.withExclusive(false);
        return this;
    }

    /** What somebody is answered whose click the filter refused; at most once per user and message in 5 s. */
    public CollectorBuilder<T> onReject(Answering.OnReject answer) {
        answering = answering.withOnReject(answer);
        return this;
    }

    /** What becomes of the components of its message when it has ended; without this call they stay. */
    public CollectorBuilder<T> componentsAtEnd(Answering.OnEnd what) {
        answering = answering.withOnEnd(what);
        return this;
    }

    /** What is answered to a click on its message within an hour after its end; null for nothing. */
    public CollectorBuilder<T> expired(@Nullable String text) {
        answering = answering.withExpired(text);
        return this;
    }

    /** A newer collector of the same user and flow supersedes it; needs {@link #from}. */
    public CollectorBuilder<T> flow(String name) {
        answering = answering.withFlow(name);
        return this;
    }

    /** Called with each refused item and why: {@code filter}, {@code perUser}, …; on a virtual thread. */
    public CollectorBuilder<T> onIgnore(BiConsumer<? super T, String> handler) {
        code.onIgnore = handler;
        return this;
    }

    /** Called exactly once, after the last handler; on a virtual thread. */
    public CollectorBuilder<T> onEnd(Handler<? super Collected<T>> handler) {
        code.onEnd = handler;
        return this;
    }

    /** Called with what filters and handlers throw; without it that is logged. */
    public CollectorBuilder<T> onError(Handler<? super Throwable> handler) {
        code.onError = handler;
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
        return collectors.start(new CollectorPlan<>(spec(), code.code()));
    }

    private CollectorSpec spec() {
        if (kind == Kind.RAW && !scope.bounded() && !everywhere) {
            throw new IllegalArgumentException(
                    "scope of a raw collector was global: expected a guild, a channel, a user, or everywhere()");
        }
        return new CollectorSpec(
                kind == null ? Sources.of(parts) : new CollectorSpec.Source(kind, scope, compiled()),
                mode,
                limits,
                times,
                options,
                answering,
                code.code().calls(),
                label);
    }

    /**
     * Starts the collector and waits for its end without a thread.
     *
     * @return completes with the items that were kept; when there are none fails with {@link CollectorTimeout} if time or idle
     *     time was over, else with {@link CollectorEnded}. Cancelling it cancels the collector
     */
    public CompletableFuture<List<T>> await() {
        return Wait.forItems(start());
    }

    /** Waits for one item: {@link #await()} with a max of 1, which ends with {@code overflow} rather than lose one. */
    public CompletableFuture<T> awaitOne() {
        CollectorBuilder<T> one = copy().max(1);
        one.options = one.options.withOverflow(Options.Overflow.END);
        return Wait.forFirst(one.start());
    }

    /** Starts the collector and gives its items one after the other; close it to cancel the collector. */
    public CollectorIterator<T> iterator() {
        CollectorIterator<T> iterator = new CollectorIterator<>(options.buffer());
        iterator.started(
                copy().onCollect(iterator::put).onEnd(_ -> iterator.end()).start());
        return iterator;
    }

    /** A publisher whose every subscription is a collector of its own; cancelling the subscription cancels it. */
    public Flow.Publisher<T> publisher() {
        return new ItemPublisher<>(copy());
    }

    private static long positive(String option, long id) {
        if (id == 0) {
            throw new IllegalArgumentException(option + " must be a Discord id, was " + Snowflake.format(id));
        }
        return id;
    }
}
