package dev.weir.worker.dispatch;

import dev.weir.model.CollectorId;
import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.worker.admission.Permit;
import dev.weir.worker.bot.Collected;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.CollectorPlan;
import dev.weir.worker.bot.Reply;
import dev.weir.worker.collector.Collector;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Options;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A collector with everything around its state: its plan, its permit, its places in the index, its timer. */
final class Running<T extends Item> extends TimerWheel.Timer implements CollectorHandle<T> {
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int UNASKED = 0;
    private static final int ASKED_FOR = 1;
    private static final int TOLD = 2;

    @SuppressWarnings("rawtypes") // there is no class literal of Running<?>
    private static final AtomicIntegerFieldUpdater<Running> ASKED =
            AtomicIntegerFieldUpdater.newUpdater(Running.class, "asked");

    private volatile int asked;

    /** Estimates: a collector without items, one summary, and how much larger a parsed frame is than its text. */
    private static final long OWN_BYTES = 3_000;

    private static final long SUMMARY_BYTES = 64;
    private static final long PARSED = 5;

    private final Lane lane;
    final CollectorPlan<T> plan;
    final Collector collector;
    final CompletableFuture<Collected<T>> ended = new CompletableFuture<>();

    // Owned by the lane from here on.
    @Nullable
    Permit permit;

    @Nullable
    CompletableFuture<Permit> queued;

    List<CollectorIndex.Slot> slots = List.of();

    @Nullable
    Map<Long, Thread> tasks;

    long startedAtMillis;
    long acceptedBytes;
    long endsAtMillis;
    long guild;
    long parent;
    boolean dirty;
    long lastTurn;

    @Nullable
    Set<Long> holds;

    @Nullable
    Item lastAccepted;

    Running(Lane lane, CollectorId id, CollectorPlan<T> plan, Duration drain) {
        this.lane = lane;
        this.plan = plan;
        this.collector = new Collector(id, plan.spec(), drain);
    }

    CollectorSpec spec() {
        return plan.spec();
    }

    long number() {
        return collector.id().number();
    }

    void began(long seq, Thread task) {
        if (tasks == null) {
            tasks = new HashMap<>(4);
        }
        tasks.put(seq, task);
    }

    void done(long seq) {
        if (tasks != null) {
            tasks.remove(seq);
        }
    }

    void abandon(long seq) {
        Thread task = tasks == null ? null : tasks.remove(seq);
        if (task != null) {
            task.interrupt();
        }
    }

    Reply reply(Item item) {
        return lane.desk().reply(item, this);
    }

    /** For the choice of who has to end. */
    Evictable evictable() {
        Options options = spec().options();
        long accepted = Math.max(1, collector.accepted());
        long kept = Math.min(accepted, options.retain().most());
        boolean whole = options.retain() instanceof Options.Retain.Full;
        long itemBytes = whole ? acceptedBytes / accepted * PARSED : SUMMARY_BYTES;
        return new Evictable(
                collector.id().shard(),
                number(),
                collector.state() != Collector.State.ACTIVE,
                options.priority(),
                startedAtMillis,
                Lane.weight(options),
                OWN_BYTES + kept * itemBytes);
    }

    CollectorRecord describe() {
        CollectorSpec spec = plan.spec();
        return new CollectorRecord(
                number(),
                spec.kinds(),
                spec.scopes(),
                collector.state().name(),
                spec.label(),
                startedAtMillis,
                endsAtMillis,
                (int) Math.min(Integer.MAX_VALUE, spec.limits().max()),
                collector.received(),
                collector.accepted());
    }

    @Override
    public CollectorId id() {
        return collector.id();
    }

    @Override
    public CompletableFuture<Collected<T>> stop(String text) {
        CompletableFuture<Collected<T>> end = ended();
        lane.stop(this, new EndReason.User(text));
        return end;
    }

    @Override
    public CompletableFuture<Collected<T>> cancel() {
        CompletableFuture<Collected<T>> end = ended();
        lane.stop(this, new EndReason.Cancelled());
        return end;
    }

    @Override
    public boolean resetTimer(@Nullable Duration time, @Nullable Duration idle) {
        if (time == null && idle == null && plan.spec().limits().max() == 0) {
            throw new IllegalArgumentException("time 'none' needs idle or max beside it, got neither");
        }
        long timeNanos = nanos("time", time);
        long idleNanos = nanos("idle", idle);
        return onLane(now -> collector.resetTimer(timeNanos, idleNanos, now));
    }

    @Override
    public boolean extend(Duration by) {
        if (by.abs().compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("extend must be at most 30 days, was " + by);
        }
        return onLane(_ -> collector.extend(by.toNanos()));
    }

    private boolean onLane(Roster.Change change) {
        try {
            return lane.change(this, change).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("collector " + id() + " could not be changed", e.getCause());
        }
    }

    private static long nanos(String option, @Nullable Duration length) {
        if (length == null) {
            return 0;
        }
        Options.between(option + " in milliseconds", length.toMillis(), 1, LONGEST.toMillis());
        return length.toNanos();
    }

    @Override
    public CompletableFuture<Collected<T>> ended() {
        if (!ASKED.compareAndSet(this, UNASKED, ASKED_FOR) && asked == TOLD) {
            while (!ended.isDone()) {
                Thread.onSpinWait();
            }
        }
        return ended.copy();
    }

    /** Whether nobody has asked for the end, so that nothing of the user's can depend on its future yet. */
    boolean nobodyAsked() {
        return ASKED.compareAndSet(this, UNASKED, TOLD);
    }

    @Override
    public String toString() {
        return id() + " " + spec().kinds() + " " + spec().scopes();
    }
}
