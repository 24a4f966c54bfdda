package dev.weir.worker.dispatch;

import dev.weir.model.CollectorId;
import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.worker.admission.Permit;
import dev.weir.worker.bot.Collected;
import dev.weir.worker.bot.CollectorCode;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.Progress;
import dev.weir.worker.bot.Reply;
import dev.weir.worker.collector.Collector;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Effect;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Summary;
import dev.weir.worker.collector.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A collector with everything around its state: its permit, its places in the index, its timer.
 *
 * <p>Most collectors wait and hear nothing for most of their life. Such a one is asleep: it is no more than this object, its
 * specification and the moment it began. Its {@link Collector} is made when it is first needed, and is the same as if it had
 * been there all the time, because a collector is a pure function of what happened to it.
 */
final class Running<T extends Item> extends TimerWheel.Timer implements CollectorHandle<T>, Cell.Standing {
    private static final Duration LONGEST = Duration.ofDays(30);

    @SuppressWarnings("rawtypes") // there is no class literal of Running<?>
    private static final AtomicReferenceFieldUpdater<Running, @Nullable Object> END =
            AtomicReferenceFieldUpdater.newUpdater(Running.class, Object.class, "end");

    /** Of the heap, for one that has heard nothing yet, with its part of index, wheel and registry. */
    static final long ASLEEP_BYTES = 300;

    private final Tenure tenure;
    private final CollectorSpec spec;
    private final long number;
    final CollectorCode<T> code;

    /** Null while nobody has asked and it runs; then the future of the end, or {@link Quiet}. */
    private volatile @Nullable Object end;

    /** When whoever started it got it into their hands. */
    private volatile long handedOut = Collector.NEVER;

    /** Written by the lane; read by others only after {@code end}. */
    private long since;

    // Owned by the lane from here on.
    private @Nullable Collector collector;
    private boolean active;

    /** Whether it ended in its sleep. */
    private boolean gone;

    @Nullable
    Permit permit;

    /** Whether it stands in the index. */
    boolean listed;

    /** Whether its bytes are counted. */
    boolean entered;

    /** The first cell of the index that it stands in, null for none, and where in it. */
    @Nullable
    Cell cell;

    int position;

    /** Its places in more cells. */
    Cell.@Nullable Further further;

    private @Nullable Trail trail;

    /** The end of one that slept all its life, when nobody has asked for it: the report is made should somebody ask. */
    record Quiet(EndReason reason, long at) {}

    /** What only some collectors have, and most not at once. */
    static final class Trail {
        @Nullable
        CompletableFuture<Permit> queued;

        @Nullable
        Map<Long, Thread> tasks;

        @Nullable
        Set<Long> holds;

        @Nullable
        Item lastAccepted;

        long guild;
        long parent;
        long lastTurn;

        /** Its place among those the registry is to hear of, -1 for none. */
        int dirtyAt = -1;
    }

    Running(Tenure tenure, long number, CollectorSpec spec, CollectorCode<T> code) {
        this.tenure = tenure;
        this.number = number;
        this.spec = spec;
        this.code = code;
        this.since = System.nanoTime();
    }

    /** Start returns it now: what was received before is not for it. Any thread, once. */
    void handOut(long now) {
        handedOut = now;
    }

    /** Whether something came before its start had returned. */
    boolean missed(long receivedNanos) {
        return receivedNanos < handedOut;
    }

    /** Its state, awake from now on. */
    Collector collector() {
        Collector awake = collector;
        if (awake == null) {
            awake = made();
            if (active) {
                awake.activate(since);
            }
            if (gone) {
                var _ = awake.stop(new EndReason.Cancelled(), since);
            }
            collector = awake;
        }
        return awake;
    }

    private Collector made() {
        return new Collector(id(), spec, lane().drainTime());
    }

    boolean asleep() {
        return collector == null;
    }

    Collector.State state() {
        if (collector != null) {
            return collector.state();
        }
        if (gone) {
            return Collector.State.ENDED;
        }
        return active ? Collector.State.ACTIVE : Collector.State.QUEUED;
    }

    void activate(long now) {
        since = now;
        active = true;
        if (collector != null) {
            collector.activate(now);
        }
    }

    /** When time does something to it next, or {@link Collector#NEVER}. */
    long nextTick() {
        if (collector != null) {
            return collector.nextTick();
        }
        if (!active || gone) {
            return Collector.NEVER;
        }
        Times times = spec.times();
        long least = times.maxLifetime().toNanos();
        Duration time = times.time();
        if (time != null) {
            least = Math.min(least, time.toNanos());
        }
        Duration idle = times.idle();
        return since + (idle == null ? least : Math.min(least, idle.toNanos()));
    }

    private long deadline() {
        if (collector != null) {
            return collector.deadline();
        }
        Duration time = spec.times().time();
        return !active || time == null ? Collector.NEVER : since + time.toNanos();
    }

    /** Since when it is active, or waits for its permit; monotonic clock. */
    long since() {
        return since;
    }

    Trail trail() {
        if (trail == null) {
            trail = new Trail();
        }
        return trail;
    }

    @Nullable
    Trail trailIfAny() {
        return trail;
    }

    CollectorSpec spec() {
        return spec;
    }

    private Lane lane() {
        return tenure.lane();
    }

    @Override
    public Running<T> running() {
        return this;
    }

    @Override
    public void moved(int to) {
        position = to;
    }

    long number() {
        return number;
    }

    void began(long seq, Thread task) {
        Trail own = trail();
        if (own.tasks == null) {
            own.tasks = new HashMap<>(4);
        }
        own.tasks.put(seq, task);
    }

    void done(long seq) {
        if (trail != null && trail.tasks != null) {
            trail.tasks.remove(seq);
        }
    }

    void abandon(long seq) {
        Thread task = trail == null || trail.tasks == null ? null : trail.tasks.remove(seq);
        if (task != null) {
            task.interrupt();
        }
    }

    Reply reply(Item item) {
        return lane().desk().reply(item, this);
    }

    /** For the choice of who has to end. */
    Evictable evictable() {
        Options options = spec.options();
        return new Evictable(
                lane().shard().index(),
                number,
                state() != Collector.State.ACTIVE,
                options.priority(),
                System.currentTimeMillis() - (System.nanoTime() - since) / 1_000_000,
                Entrance.weight(options),
                ASLEEP_BYTES + (collector == null ? 0 : collector.bytes()));
    }

    CollectorRecord describe(long now) {
        long wall = System.currentTimeMillis() - now / 1_000_000;
        long deadline = deadline();
        return new CollectorRecord(
                number,
                spec.kinds(),
                spec.scopes(),
                state().name(),
                spec.label(),
                wall + since / 1_000_000,
                deadline == Collector.NEVER ? 0 : wall + deadline / 1_000_000,
                (int) Math.min(Integer.MAX_VALUE, spec.limits().max()),
                collector == null ? 0 : collector.received(),
                collector == null ? 0 : collector.accepted());
    }

    @Override
    public CollectorId id() {
        return tenure.id(number);
    }

    @Override
    public CompletableFuture<Collected<T>> stop(String text) {
        CompletableFuture<Collected<T>> end = ended();
        lane().stop(this, new EndReason.User(text));
        return end;
    }

    @Override
    public CompletableFuture<Collected<T>> cancel() {
        CompletableFuture<Collected<T>> end = ended();
        lane().stop(this, new EndReason.Cancelled());
        return end;
    }

    @Override
    public CompletableFuture<Collected<T>> consumerGone() {
        CompletableFuture<Collected<T>> gone = ended();
        lane().stop(this, new EndReason.ConsumerGone());
        return gone;
    }

    @Override
    public boolean resetTimer(@Nullable Duration time, @Nullable Duration idle) {
        if (time == null && idle == null && spec.limits().max() == 0) {
            throw new IllegalArgumentException("time 'none' needs idle or max beside it, got neither");
        }
        long timeNanos = nanos("time", time);
        long idleNanos = nanos("idle", idle);
        return onLane(now -> collector().resetTimer(timeNanos, idleNanos, now));
    }

    @Override
    public boolean extend(Duration by) {
        if (by.abs().compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("extend must be at most 30 days, was " + by);
        }
        return onLane(_ -> collector().extend(by.toNanos()));
    }

    private boolean onLane(LaneTable.Change change) {
        try {
            return lane().change(this, change).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("collector " + id() + " could not be changed", e.getCause());
        }
    }

    private static long nanos(String option, @Nullable Duration length) {
        if (length == null) {
            return 0;
        }
        Times.inRange(option, length);
        return length.toNanos();
    }

    @Override
    public Progress<T> progress() {
        CompletableFuture<Progress<T>> answer = new CompletableFuture<>();
        boolean asked = lane().perform(_ -> {
            if (state() == Collector.State.ENDED) {
                soFarOf(future(), answer);
            } else {
                answer.complete(soFar());
            }
        });
        if (!asked) {
            soFarOf(future(), answer);
        }
        return answer.join();
    }

    private Progress<T> soFar() {
        Collector awake = collector;
        return awake == null ? Progress.nothing() : soFar(awake.whole(), awake.summaries(), awake.counts());
    }

    /** It has ended, or the lane is gone, which ends every collector. */
    private void soFarOf(CompletableFuture<Collected<T>> end, CompletableFuture<Progress<T>> answer) {
        var _ = end.whenComplete((collected, _) -> answer.complete(
                collected == null
                        ? Progress.nothing()
                        : soFar(
                                collected.items(),
                                collected.summaries(),
                                collected.report().counts())));
    }

    private Progress<T> soFar(List<? extends Item> whole, List<Summary> summaries, EndReport.Counts counts) {
        List<T> items = new ArrayList<>(whole.size());
        Set<Long> users = new LinkedHashSet<>();
        for (Item each : whole) {
            items.add(code.items().cast(each));
            users.add(each.user());
        }
        for (Summary each : summaries) {
            if (each.user() != 0) {
                users.add(each.user());
            }
        }
        return new Progress<>(items, summaries, users, counts);
    }

    @Override
    public int placeInQueue() {
        CompletableFuture<@Nullable CompletableFuture<Permit>> waits = new CompletableFuture<>();
        if (!lane().perform(_ -> waits.complete(trail == null ? null : trail.queued))) {
            return -1;
        }
        CompletableFuture<Permit> queued = waits.join();
        return queued == null ? -1 : lane().entrance().place(queued);
    }

    @Override
    public CompletableFuture<Collected<T>> ended() {
        return future().copy();
    }

    @SuppressWarnings("unchecked") // only this class fills the field
    private CompletableFuture<Collected<T>> future() {
        while (true) {
            Object now = end;
            if (now instanceof CompletableFuture<?> asked) {
                return (CompletableFuture<Collected<T>>) asked;
            }
            CompletableFuture<Collected<T>> fresh = new CompletableFuture<>();
            if (now instanceof Quiet quiet) {
                fresh.complete(replay(quiet));
            }
            if (END.compareAndSet(this, now, fresh)) {
                return fresh;
            }
        }
    }

    /** What became of it, worked out afterwards. */
    private Collected<T> replay(Quiet quiet) {
        Collector again = made();
        again.activate(since);
        for (Effect effect : again.stop(quiet.reason, quiet.at)) {
            if (effect instanceof Effect.Ended ended) {
                return new Collected<>(List.of(), List.of(), lane().completed(ended.report(), since, quiet.at));
            }
        }
        throw new AssertionError("a collector that nothing happened to ends when it is stopped");
    }

    /** Ends one that sleeps, at next to no cost; false when somebody asked for its end, or code of its bot has to run. */
    boolean endQuietly(Quiet quiet) {
        if (collector != null || !active || code.onEnd() != null || !END.compareAndSet(this, null, quiet)) {
            return false;
        }
        gone = true;
        return true;
    }

    /** Makes the end known where nobody has asked for it; false when somebody has. */
    boolean endUnasked(Collected<T> collected) {
        return END.compareAndSet(this, null, CompletableFuture.completedFuture(collected));
    }

    void complete(Collected<T> collected) {
        future().complete(collected);
    }

    void fail(Throwable why) {
        future().completeExceptionally(why);
    }

    @Override
    public String toString() {
        return id() + " " + spec().kinds() + " " + spec().scopes();
    }
}
