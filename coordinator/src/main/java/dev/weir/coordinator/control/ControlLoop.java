package dev.weir.coordinator.control;

import dev.weir.cluster.FleetUnavailable;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.discord.BotTerms;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.fleet.RunningCount;
import dev.weir.coordinator.plan.IdentifyPace;
import dev.weir.coordinator.plan.LeftBehind;
import dev.weir.coordinator.plan.MassLoss;
import dev.weir.coordinator.plan.ShardCounts;
import dev.weir.coordinator.plan.Watch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the fleet, and when this coordinator leads, plans and acts: every 250 ms, at once on a hint, and the moment a worker's
 * lease runs out.
 *
 * <p>One thread of its own does all of it. Every coordinator looks, so that each can answer what the fleet is doing.
 */
public final class ControlLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlLoop.class);
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long AT_MOST_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /**
     * A large fleet hints all the time: then the loop rests this many times as long as its last round took, as far as it may, unless
     * somebody is waited for.
     */
    private static final int REST_PER_WORK = 6;

    /** A look that is older tells nothing of what is now: not even whether this coordinator still leads. */
    public static final Duration FRESH = Duration.ofSeconds(5);

    /** How long a leader believes that a majority counts it among them. */
    private static final long HEARD_FOR_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long PUT_ASIDE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int PUT_ASIDE_LINES = 20;

    private final FleetRecords records;
    private final BotTerms terms;
    private final ControlSettings settings;
    private final ControlMeters meters;
    private final LongSupplier nanoClock;
    private final InstantSource wallClock;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private boolean hinted;
    private boolean closing;

    private final Watch watch = new Watch();
    private final LeftBehind leftBehind = new LeftBehind();
    private final IdentifyPace pace = new IdentifyPace();
    private @Nullable Leadership leadership;
    /** When a majority last answered this leader; null when it must be asked anew. */
    private @Nullable Long heardNanos;

    private long putAsideNanos;
    private volatile Snapshot newest;
    private volatile boolean looked;
    private Consumer<FleetView> onLook = _ -> {};
    private volatile long steppedNanos;
    private volatile ShardCounts.@Nullable Choice counts;

    /** Does nothing until {@link #start}. */
    public ControlLoop(
            FleetRecords records,
            BotTerms terms,
            ControlSettings settings,
            ControlMeters meters,
            LongSupplier nanoClock,
            InstantSource wallClock) {
        this.records = records;
        this.terms = terms;
        this.settings = settings;
        this.meters = meters;
        this.nanoClock = nanoClock;
        this.wallClock = wallClock;
        this.newest = Snapshot.nothingYet(nanoClock.getAsLong());
        this.putAsideNanos = nanoClock.getAsLong();
        this.steppedNanos = System.nanoTime();
        this.thread = Thread.ofPlatform().name("weir-control").unstarted(this::run);
    }

    /** Tells of each look at the fleet, on the loop's thread. Before {@link #start}. */
    public void onLook(Consumer<FleetView> told) {
        onLook = told;
    }

    public void start() {
        thread.start();
    }

    /** Something may have changed: look soon. Any thread; never blocks. */
    public void hint() {
        lock.lock();
        try {
            hinted = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The newest look at the fleet. */
    public Snapshot newest() {
        return newest;
    }

    /** What this leader has decided about the shard count; null when it does not lead, or has decided nothing yet. */
    public ShardCounts.@Nullable Choice counts() {
        return counts;
    }

    /** What this coordinator is configured with, {@link ShardCounts#AUTO} included. */
    public int configuredShards() {
        return settings.shards();
    }

    /** How old that look is. */
    public Duration age() {
        return Duration.ofNanos(nanoClock.getAsLong() - newest.observedNanos());
    }

    /** Whether this coordinator leads: a majority counts it among them, and it has lately looked at the fleet. */
    public boolean leads() {
        return newest.leading() && isFresh();
    }

    /** Whether this coordinator knows of a leader: it leads, or it sees the fleet, which needs a majority that has one. */
    public boolean seesLeader() {
        return looked && isFresh();
    }

    private boolean isFresh() {
        return age().compareTo(FRESH) <= 0;
    }

    /** How long ago this loop last came round, whether or not it saw the fleet. */
    public Duration sinceStep() {
        return Duration.ofNanos(System.nanoTime() - steppedNanos);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long rest = EVERY_NANOS;
        long least = AT_MOST_EVERY_NANOS;
        while (pause(rest, least)) {
            long began = System.nanoTime();
            rest = restNanos(step());
            steppedNanos = System.nanoTime();
            least = leastRestNanos(steppedNanos - began);
        }
    }

    /** How long to rest after a round that took so long, although there is a hint. Called as {@link #restNanos}. */
    long leastRestNanos(long workNanos) {
        Leadership term = leadership;
        return term != null && term.awaitsNewOwners(nanoClock.getAsLong())
                ? AT_MOST_EVERY_NANOS
                : Math.clamp(REST_PER_WORK * workNanos, AT_MOST_EVERY_NANOS, EVERY_NANOS);
    }

    /**
     * How long to rest after a round, without a hint. Called by whoever called {@link #step}.
     *
     * @param more what the round answered
     */
    public long restNanos(boolean more) {
        if (more) {
            return AT_MOST_EVERY_NANOS;
        }
        // A row that is stale already and still there could not be expired: that is tried at the usual pace.
        long due = leadership == null ? 0 : watch.untilStaleNanos(nanoClock.getAsLong());
        return due <= 0 ? EVERY_NANOS : Math.clamp(due, AT_MOST_EVERY_NANOS, EVERY_NANOS);
    }

    /**
     * Waits by the real clock, whatever clock decides: the pace is no decision.
     *
     * @param rest how long, without a hint
     * @param least how long, with one
     */
    private boolean pause(long rest, long least) {
        lock.lock();
        try {
            long since = System.nanoTime();
            while (!closing) {
                long left = (hinted ? Math.min(least, rest) : rest) - (System.nanoTime() - since);
                if (left <= 0) {
                    hinted = false;
                    return true;
                }
                wake.awaitNanos(left);
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** One round. Returns whether there is more to do at once. Called by the loop's own thread, or by a simulation. */
    public boolean step() {
        long began = nanoClock.getAsLong();
        try {
            return lookAndAct(began);
        } catch (Round.Over over) {
            meters.roundFailed();
            heardNanos = null;
            String missing = Round.NO_MAJORITY.equals(over.getMessage()) ? records.missing() : null;
            trouble(missing == null ? over.getMessage() : missing);
            return true;
        } catch (FleetUnavailable unavailable) {
            meters.roundFailed();
            log.debug("the fleet did not answer", unavailable);
            String missing = records.missing();
            trouble(
                    missing == null
                            ? "the fleet's records do not answer, though every coordinator is in sight"
                            : missing);
            return false;
        } catch (RuntimeException bug) {
            meters.roundFailed();
            if (!Objects.equals(newest.trouble(), bug.toString())) {
                log.error("a round of the control loop failed; it goes on", bug);
            }
            newest = newest.inTrouble(bug.toString());
            return false;
        } finally {
            meters.round(Duration.ofNanos(Math.max(0, nanoClock.getAsLong() - began)));
        }
    }

    private boolean lookAndAct(long beganNanos) throws Round.Over {
        boolean leads = records.leads();
        FleetView view = look();
        // What was read may be as young as this: waits count from here. How old it may be counts from the beginning.
        long nowNanos = nanoClock.getAsLong();
        watch(view, nowNanos);
        Leadership term = leadership;
        if (leads && term == null) {
            term = new Leadership(records, terms, settings, meters, nanoClock, wallClock, leftBehind, pace, nowNanos);
            leadership = term;
            log.info("this coordinator leads");
        } else if (!leads && term != null) {
            leadership = null;
            term = null;
            log.info("this coordinator leads no more");
        }
        if (leads) {
            // Without a majority this look is not told as what a leader sees.
            hearMajority(nowNanos);
            putAside(nowNanos);
        }
        Set<String> stale = watch.stale(nowNanos);
        view = view.withGone(gone(view, stale));
        leftBehind.look(view, nowNanos);
        pace.look(view, nowNanos);
        newest = snapshot(view, nowNanos, leads);
        looked = true;
        onLook.accept(view);
        if (!leads || term == null) {
            counts = null;
            trouble(null);
            return false;
        }
        boolean more = term.round(view, stale, silent(view, nowNanos), beganNanos, nowNanos);
        counts = term.counts();
        newest = newest.deciding(term.decided());
        String unanswered = terms.trouble();
        trouble(unanswered == null ? term.hindrance() : unanswered);
        return more;
    }

    /** One that does not lead knows by the answers to its look that there is a majority. */
    private void hearMajority(long nowNanos) throws Round.Over {
        if (heardNanos == null || nowNanos - heardNanos > HEARD_FOR_NANOS) {
            if (!records.majorityAnswers(Round.FRESH)) {
                throw new Round.Over(Round.NO_MAJORITY);
            }
            heardNanos = nowNanos;
        }
    }

    /** What was put into the maps by anything but Weir is removed, and said once: its owner makes it anew. */
    private void putAside(long nowNanos) {
        if (nowNanos - putAsideNanos < PUT_ASIDE_EVERY_NANOS) {
            return;
        }
        putAsideNanos = nowNanos;
        records.putAside().forEach((map, entries) -> {
            meters.putAside(map, entries.size());
            entries.stream().limit(PUT_ASIDE_LINES).forEach(each -> log.warn("{}: put aside", each));
            if (entries.size() > PUT_ASIDE_LINES) {
                log.warn("{} more entries of {} were put aside", entries.size() - PUT_ASIDE_LINES, map);
            }
        });
    }

    private FleetView look() {
        Collection<WorkerRow> workers = records.workers();
        Collection<ShardRecord> shards = records.shards();
        int running = RunningCount.of(workers, shards);
        return newest.view()
                .readAgain(running == 0 ? settings.shards() : running, workers, shards, records.ledgers())
                .withBook(records.identifyBook());
    }

    private void watch(FleetView view, long nowNanos) {
        Map<String, Long> counters = new HashMap<>();
        view.named().forEach(holder -> counters.put(holder, Watch.NO_ROW));
        for (WorkerRow row : view.workers().values()) {
            counters.put(row.holder(), row.counter());
        }
        watch.look(counters, nowNanos);
    }

    private static Set<String> gone(FleetView view, Set<String> stale) {
        Set<String> gone = new HashSet<>(stale);
        view.workers().values().forEach(row -> gone.remove(row.holder()));
        return gone;
    }

    private Set<String> silent(FleetView view, long nowNanos) {
        Set<String> silent = new HashSet<>();
        for (WorkerRow row : view.alive()) {
            if (watch.sinceRenewal(row.holder(), nowNanos).compareTo(MassLoss.SILENT_AFTER) > 0) {
                silent.add(row.holder());
            }
        }
        return silent;
    }

    private Snapshot snapshot(FleetView view, long nowNanos, boolean leads) {
        Map<String, Duration> sinceRenewal = new HashMap<>();
        for (WorkerRow row : view.workers().values()) {
            sinceRenewal.put(row.holder(), watch.sinceRenewal(row.holder(), nowNanos));
        }
        BotTerms.Allowed allowed = leads ? terms.allowed(nowNanos) : null;
        return new Snapshot(
                view,
                sinceRenewal,
                pace.waits(view, nowNanos),
                wallClock.instant(),
                nowNanos,
                leads,
                allowed == null ? 0 : allowed.maxConcurrency(),
                allowed == null || allowed.identifiesLeft() == Long.MAX_VALUE ? -1 : allowed.identifiesLeft(),
                leads ? newest.decided() : null,
                newest.trouble());
    }

    /** One log line for each change of state. */
    private void trouble(@Nullable String what) {
        String before = newest.trouble();
        if (!Objects.equals(before, what)) {
            if (what != null) {
                log.warn("{}", what);
            } else {
                log.info("the fleet is in sight and in order");
            }
            newest = newest.inTrouble(what);
        }
    }
}
