package dev.weir.worker.dispatch;

import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.worker.admission.MemoryAccount;
import dev.weir.worker.collector.Collector;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Effect;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collectors of one lane, from the wait for a permit to the end: enters them, does what they want done, takes them out.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class LaneTable {
    private static final Logger LOG = LoggerFactory.getLogger(LaneTable.class);
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Lane lane;
    private final CollectorIndex index;
    private final Holders holders;
    private final Interactions interactions;
    private final TimerWheel wheel;
    private final UserCode userCode;
    private final Counters counters;
    private final Watch watch;
    private final MemoryAccount.Part memory;
    private final Numbered all = new Numbered();
    private final Map<Flow, Running<?>> flows = new HashMap<>();
    private final List<Running<?>> dirty = new ArrayList<>();
    private Registry registry;
    private long nextRoomAt = Long.MIN_VALUE;
    private int active;
    private int ending;
    private long oldest;

    /** What a user goes through, and only once at a time. */
    private record Flow(long user, String name) {}

    /** Something done to a collector in its lane's turn. */
    @FunctionalInterface
    interface Change {
        boolean on(long now);
    }

    LaneTable(
            Lane lane,
            CollectorIndex index,
            Holders holders,
            Interactions interactions,
            TimerWheel wheel,
            UserCode userCode,
            Counters counters,
            Watch watch,
            MemoryAccount.Part memory,
            Registry registry) {
        this.lane = lane;
        this.index = index;
        this.holders = holders;
        this.interactions = interactions;
        this.wheel = wheel;
        this.userCode = userCode;
        this.counters = counters;
        this.watch = watch;
        this.memory = memory;
        this.registry = registry;
    }

    int size() {
        return all.size();
    }

    /** Tells the counters since when the oldest is here, when it changed with this one's coming, going or beginning. */
    private void noteOldest(long number) {
        if (number == oldest || all.size() <= 1) {
            Running<?> first = all.oldest();
            oldest = first == null ? 0 : first.number();
            counters.oldestSince = first == null ? Counters.NOBODY : first.since();
        }
    }

    /** From now on another registry is told, and first of all everything that is there. */
    void tell(Registry other, long now) {
        registry = other;
        for (Running<?> each : all.copy()) {
            registry.changed(each.describe(now));
        }
    }

    List<CollectorRecord> describe(long now) {
        List<CollectorRecord> records = new ArrayList<>(all.size());
        for (Running<?> each : all.copy()) {
            records.add(each.describe(now));
        }
        return records;
    }

    @Nullable
    Running<?> find(long number) {
        return all.get(number);
    }

    List<Running<?>> everybody() {
        return all.copy();
    }

    /** Enters one, which supersedes whoever was in the same flow, queued or active. */
    private void enter(Running<?> running, long now) {
        if (running.entered) {
            return;
        }
        running.entered = true;
        memory.add(Running.ASLEEP_BYTES);
        all.put(running);
        noteOldest(running.number());
        Flow flow = flowOf(running);
        Running<?> former = flow == null ? null : flows.put(flow, running);
        if (former != null) {
            stop(former, new EndReason.Superseded(), now);
        }
    }

    /** Enters one that waits for its permit. */
    void queue(Running<?> running, long now) {
        enter(running, now);
        registry.changed(running.describe(now));
    }

    /** It is no part of this lane any more. */
    private void leave(Running<?> running) {
        if (running.entered) {
            running.entered = false;
            memory.add(-Running.ASLEEP_BYTES);
        }
        Running.Trail trail = running.trailIfAny();
        if (trail != null && trail.dirtyAt >= 0) {
            // Until the registry is told of the others this would keep alive whatever it still refers to.
            Running<?> last = dirty.removeLast();
            if (last != running) {
                dirty.set(trail.dirtyAt, last);
                last.trail().dirtyAt = trail.dirtyAt;
            }
            trail.dirtyAt = -1;
        }
    }

    /** Makes one active: its permit is there. */
    void activate(Running<?> running, long since, long now) {
        if (running.state() != Collector.State.QUEUED) {
            return;
        }
        enter(running, now);
        running.activate(since);
        noteOldest(running.number());
        index.add(running);
        counters.started.increment();
        counters.active = ++active;
        rearm(running);
        registry.changed(running.describe(now));
    }

    /** Takes out one that never got its permit. */
    void refused(Running<?> running, Throwable why) {
        if (running.state() == Collector.State.QUEUED && all.remove(running.number())) {
            leave(running);
            noteOldest(running.number());
            leaveFlow(running);
            registry.ended(running.number());
            userCode.neverBegan(running, why);
        }
    }

    void stop(Running<?> running, EndReason reason, long now) {
        if (running.asleep() && tidy(running) && running.endQuietly(new Running.Quiet(reason, now))) {
            leaveIndex(running);
            wheel.cancel(running);
            all.remove(running.number());
            noteOldest(running.number());
            endedQuietly(running, reason, now);
            return;
        }
        apply(running, running.collector().stop(reason, now));
    }

    /** Ends everybody. They leave index and wheel together, which is most of the work. */
    void stopAll(EndReason reason, long now) {
        List<Running<?>> everybody = all.copy();
        Running.Quiet quiet = new Running.Quiet(reason, now);
        index.clear();
        all.clear();
        holders.clear();
        for (Running<?> each : everybody) {
            if (each.listed) {
                each.listed = false;
                each.cell = null;
                each.further = null;
                active--;
            }
            wheel.cancel(each);
            if (each.asleep() && tidy(each) && each.endQuietly(quiet)) {
                endedQuietly(each, reason, now);
            } else {
                all.put(each);
                apply(each, each.collector().stop(reason, now));
            }
        }
        counters.active = active;
        noteOldest(oldest);
    }

    /** Whether nothing has to be tidied up behind it: no flow, no components. */
    private static boolean tidy(Running<?> running) {
        CollectorSpec spec = running.spec();
        return spec.answering().flow() == null
                && spec.sources().size() == 1
                && spec.sources().first().kind() != Kind.COMPONENT;
    }

    /** What the end of one that slept all its life means to everybody else. */
    private void endedQuietly(Running<?> running, EndReason reason, long now) {
        leave(running);
        registry.ended(running.number());
        if (running.permit != null) {
            running.permit.release();
            running.permit = null;
        }
        counters.ended(reason.code());
        watch.slept(running, now);
    }

    /** Those that hold permits. */
    List<Evictable> evictable() {
        List<Evictable> those = new ArrayList<>(all.size());
        for (Running<?> each : all.copy()) {
            if (each.permit != null) {
                those.add(each.evictable());
            }
        }
        return those;
    }

    /**
     * Ends collectors until there is room: of the lowest priority the newest. Those that end already keep their items until their
     * handlers are done, so when those that are left take next to nothing, nothing more can be done.
     */
    void makeRoom(long now) {
        if (now < nextRoomAt) {
            return;
        }
        int evicted = 0;
        for (Evictable each : Eviction.worthEnding(evictable(), memory.spared())) {
            if (!memory.needsMoreRoom()) {
                break;
            }
            Running<?> running = all.get(each.number());
            if (running != null) {
                stop(running, new EndReason.Evicted(), now);
                evicted++;
            }
        }
        nextRoomAt = memory.needsMoreRoom() ? now + AGAIN_NANOS : now;
        if (evicted > 0) {
            LOG.warn(
                    "shard {}: {} collectors are evicted at once: the memory budget is used up", lane.shard(), evicted);
        }
    }

    /** Ends at once whoever still waits for handlers. */
    void forceEnd(long now) {
        for (Running<?> each : all.copy()) {
            apply(each, each.collector().tick(Math.max(now, each.nextTick())));
        }
    }

    void tick(Running<?> running, long now) {
        apply(running, running.collector().tick(now));
    }

    boolean change(Running<?> running, Change change, long now) {
        boolean done = change.on(now);
        if (done) {
            tick(running, now);
        }
        return done;
    }

    /** Tells the registry what went on since the last time. */
    void tellProgress(long now) {
        for (Running<?> each : dirty) {
            each.trail().dirtyAt = -1;
            if (each.state() == Collector.State.ACTIVE) {
                registry.changed(each.describe(now));
            }
        }
        dirty.clear();
    }

    boolean hasProgress() {
        return !dirty.isEmpty();
    }

    /** Does what a collector wants done. */
    void apply(Running<?> running, List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Judge judge -> userCode.judge(running, judge);
                case Effect.Abandon abandon -> running.abandon(abandon.seq());
                case Effect.Deliver delivery -> userCode.deliver(running, delivery);
                case Effect.Accepted accepted -> hold(running, accepted.item());
                case Effect.Rejected rejected -> interactions.refused(running, rejected);
                case Effect.Draining _ -> {
                    leaveIndex(running);
                    counters.ending = ++ending;
                }
                case Effect.Ended ended -> end(running, ended);
            }
        }
        count(running);
        rearm(running);
    }

    /** Adds to the lane's counters what it counted since the last time. */
    void count(Running<?> running) {
        memory.add(running.collector().bytesTaken());
        Collector.Uncounted since = running.collector().uncounted();
        add(counters.ignored, since.ignored());
        add(counters.dropped, since.dropped());
        add(counters.filterErrors, since.filterErrors());
        add(counters.handlerErrors, since.handlerErrors());
    }

    private static void add(LongAdder counter, long some) {
        if (some != 0) {
            counter.add(some);
        }
    }

    private void leaveIndex(Running<?> running) {
        if (running.listed) {
            index.remove(running);
            counters.active = --active;
        }
        holders.forget(running);
    }

    private static @Nullable Flow flowOf(Running<?> running) {
        String name = running.spec().answering().flow();
        return name == null
                ? null
                : new Flow(running.spec().sources().first().scope().user(), name);
    }

    private void leaveFlow(Running<?> running) {
        Flow flow = flowOf(running);
        if (flow != null) {
            flows.remove(flow, running);
        }
    }

    private void end(Running<?> running, Effect.Ended ended) {
        all.remove(running.number());
        leave(running);
        noteOldest(running.number());
        counters.ending = --ending;
        leaveFlow(running);
        interactions.ended(running, ended.report().reason());
        wheel.cancel(running);
        registry.ended(running.number());
        if (running.permit != null) {
            running.permit.release();
            running.permit = null;
        }
        Running.Trail trail = running.trailIfAny();
        if (trail != null && trail.queued != null) {
            trail.queued.cancel(false);
            trail.queued = null;
        }
        EndReport report = ended.report();
        counters.ended(report.reason().code());
        watch.ended(report, ended.items());
        long since = running.since();
        EndReport whole = lane.completed(report, since, since + report.lasted().toNanos());
        userCode.end(running, new Effect.Ended(whole, ended.items(), ended.summaries()));
    }

    /** One timer a collector, moved only when it would be too late: an idle time that starts anew costs nothing here. */
    private void rearm(Running<?> running) {
        long next = running.nextTick();
        if (next == Collector.NEVER) {
            wheel.cancel(running);
        } else if (!running.armed() || running.at() > next) {
            wheel.set(running, next);
        }
    }

    /** Does what an item or its leaving made it want, and remembers that it went on. */
    void follow(Running<?> running, List<Effect> effects) {
        Running.Trail trail = running.trail();
        if (trail.dirtyAt < 0) {
            trail.dirtyAt = dirty.size();
            dirty.add(running);
        }
        apply(running, effects);
    }

    void judged(Running<?> running, long seq, Effect.Verdict verdict, long now) {
        running.done(seq);
        follow(running, running.collector().judged(seq, verdict, now));
    }

    void handled(Running<?> running, long seq, long nanos, @Nullable String error, long now) {
        running.done(seq);
        apply(running, running.collector().handled(seq, nanos, error, now));
    }

    private void hold(Running<?> running, Item item) {
        counters.accepted.increment();
        if (item.kind() == Kind.COMPONENT || item.kind() == Kind.MODAL || item.kind() == Kind.COMMAND) {
            interactions.accepted(running, item);
        }
        boolean leaves = item.kind() == Kind.REACTION
                || (item.kind() == Kind.MESSAGE && running.spec().options().dispose());
        if (leaves && running.spec().sources().stream().anyMatch(s -> s.scope().user() != 0)) {
            holders.add(item.event().message(), running);
        }
    }
}
