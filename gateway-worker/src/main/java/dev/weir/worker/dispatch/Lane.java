package dev.weir.worker.dispatch;

import dev.weir.model.CollectorId;
import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.model.ShardId;
import dev.weir.worker.admission.Admission;
import dev.weir.worker.admission.AdmissionRefused;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.admission.Demand;
import dev.weir.worker.admission.Permit;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.CollectorPlan;
import dev.weir.worker.bot.Collectors;
import dev.weir.worker.bot.Events;
import dev.weir.worker.collector.Collector;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Effect;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Scope;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.shard.ActingGate;
import dev.weir.worker.shard.Rest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collectors of one shard, and the one thread that owns their state.
 *
 * <p>Events come from the tap, everything else as commands, all through one bounded inbox and in order. The lane never runs
 * code of a bot and never blocks.
 */
public final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int TURN = 256;
    private static final long GATE_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How far timers lag behind the clock: an event that was stamped in time gets so long to reach the inbox. */
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ShardId shard;
    private final LaneSettings settings;
    private final ActingGate gate;
    private final Admission admission;
    private final LongSupplier clock;
    private final Inbox inbox;
    private final Counters counters = new Counters();
    private final EventHub events = new EventHub();
    private final Watch watch = new Watch();
    private final Shared shared = new Shared();
    private final Outages outages = new Outages();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    /** Commands about memory: a full inbox must not hold them up. Few: one of each kind at a time. */
    private volatile long token;

    // Owned by the lane's thread from here on.
    private final UserCode userCode;
    private final TimerWheel wheel;
    private final InteractionDesk desk;
    private final Roster roster;
    private final ArrayDeque<GatewayEvent> held = new ArrayDeque<>();
    private final LaneTimer graceOver;
    private final LaneTimer progressDue;
    private long processedUntil;
    private boolean over;

    /** A command: run by the lane. */
    @FunctionalInterface
    private interface Command {
        void run(long now);
    }

    /**
     * Starts the lane's thread.
     *
     * @param token fencing token of the lease; part of the ids of collectors
     * @param gate asked on every event
     * @param admission asked before a collector becomes active
     * @param registry told what becomes of collectors, on the lane
     * @param rest to answer interactions with; null as long as there is none
     */
    public Lane(
            ShardId shard,
            long token,
            LaneSettings settings,
            ActingGate gate,
            Admission admission,
            Registry registry,
            Supplier<@Nullable Rest> rest) {
        this(shard, token, settings, gate, admission, registry, rest, System::nanoTime);
    }

    /** Without REST: interactions are not answered by the lane. */
    public Lane(
            ShardId shard, long token, LaneSettings settings, ActingGate gate, Admission admission, Registry registry) {
        this(shard, token, settings, gate, admission, registry, () -> null);
    }

    Lane(
            ShardId shard,
            long token,
            LaneSettings settings,
            ActingGate gate,
            Admission admission,
            Registry registry,
            Supplier<@Nullable Rest> rest,
            LongSupplier clock) {
        this.shard = shard;
        this.token = token;
        this.settings = settings;
        this.gate = gate;
        this.admission = admission;
        this.clock = clock;
        this.inbox = new Inbox(settings.inboxCapacity());
        this.userCode = new UserCode(new UserCode.Answers() {
            @Override
            public void judged(Running<?> of, long seq, Effect.Verdict verdict) {
                command(now -> roster().judged(of, seq, verdict, now));
            }

            @Override
            public void handled(Running<?> of, long seq, long nanos, @Nullable String error) {
                command(now -> roster().handled(of, seq, nanos, error, now));
            }
        });
        this.wheel = new TimerWheel(clock.getAsLong());
        this.desk = new InteractionDesk(rest, collectors(), this::answered);
        this.roster = new Roster(this, wheel, userCode, counters, desk, watch, registry);
        this.graceOver = new LaneTimer(() -> loseSession(clock.getAsLong()));
        this.progressDue = new LaneTimer(() -> roster.tellProgress(clock.getAsLong()));
        this.thread = Thread.ofVirtual().name("lane-" + shard.index()).unstarted(this::run);
        thread.start();
    }

    private void answered(long interaction) {
        command(_ -> roster.answered(interaction));
    }

    InteractionDesk desk() {
        return desk;
    }

    ShardId shard() {
        return shard;
    }

    Duration drainTime() {
        return settings.drain();
    }

    /** A report with what the lane knows of its time. */
    EndReport completed(EndReport report, long from, long to) {
        Duration suspended = outages.within(from, to);
        return suspended.isZero() ? report : report.withSuspended(suspended);
    }

    private Roster roster() {
        return roster;
    }

    /**
     * Takes an event from the tap. Blocks while the inbox is full, at most {@link LaneSettings#inboxWait}. READY must come
     * here too: it says who the bot is.
     *
     * @return whether it was taken; a refused one is counted
     */
    public boolean offer(GatewayEvent event) {
        boolean taken = inbox.put(event, settings.inboxWait().toNanos());
        if (!taken) {
            counters.eventsDropped.increment();
        }
        return taken;
    }

    /** The connection is gone and may come back. */
    public void sessionInterrupted() {
        command(now -> {
            outages.began(now);
            switch (settings.onDisconnect()) {
                case LaneSettings.OnDisconnect.Immediate _ -> loseSession(now);
                case LaneSettings.OnDisconnect.ResumeGrace grace -> {
                    if (!graceOver.armed()) {
                        wheel.set(graceOver, now + grace.grace().toNanos());
                    }
                }
            }
        });
    }

    /** The session goes on; missed events were offered before. */
    public void sessionResumed() {
        command(now -> {
            outages.over(now);
            wheel.cancel(graceOver);
        });
    }

    /** The session is lost: all collectors end with {@code shardLost}. */
    public void sessionLost() {
        command(this::loseSession);
    }

    private void loseSession(long now) {
        outages.over(now);
        wheel.cancel(graceOver);
        discardHeld();
        int lost = roster.size();
        roster.stopAll(new EndReason.ShardLost(shard), now);
        if (lost > 0) {
            LOG.info("shard {}: session lost, {} collectors ended", shard, lost);
        }
    }

    /**
     * The same owner got a newer token: ids of new collectors carry it, and running ones are reported anew.
     *
     * @param registry told from now on
     */
    public void retoken(long newToken, Registry registry) {
        token = newToken;
        command(now -> roster.tell(registry, now));
    }

    /** Ends collectors by number, as somebody outside asked; unknown numbers are ignored. */
    public void stop(List<Long> numbersToStop, EndReason.User reason) {
        List<Long> those = List.copyOf(numbersToStop);
        command(now -> {
            for (long number : those) {
                Running<?> running = roster.find(number);
                if (running != null) {
                    roster.stop(running, reason, now);
                }
            }
        });
    }

    void stop(Running<?> running, EndReason reason) {
        command(now -> roster.stop(running, reason, now));
    }

    CompletableFuture<Boolean> change(Running<?> running, Roster.Change change) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        if (!command(now -> done.complete(roster.change(running, change, now)))) {
            done.complete(false);
        }
        return done;
    }

    /**
     * Every collector that has not ended, for a registry that lost them. Completes on the lane: dependents must be short. After
     * {@link #close} an empty list.
     */
    public CompletableFuture<List<CollectorRecord>> snapshot() {
        CompletableFuture<List<CollectorRecord>> answer = new CompletableFuture<>();
        if (!command(_ -> answer.complete(roster.describe(clock.getAsLong())))) {
            answer.complete(List.of());
        }
        return answer;
    }

    /** What was counted; any thread. */
    public LaneStats stats() {
        return counters.snapshot(inbox.depth());
    }

    /** The last 100 collectors that passed a threshold, oldest first. */
    public List<Alert> alerts() {
        return watch.alerts();
    }

    /** What is an alert from now on; before the first call {@link Thresholds#DEFAULT}. */
    public void alertAbove(Thresholds thresholds) {
        watch.use(thresholds);
    }

    /** Ends so many collectors to spare memory: of the lowest priority the newest. */
    public void evict(int howMany) {
        command(now -> roster.evict(howMany, now));
    }

    /**
     * Every collector that holds permits, asked before whatever waits in the inbox. Completes on the lane: dependents must be
     * short.
     */
    public CompletableFuture<List<Evictable>> evictable() {
        CompletableFuture<List<Evictable>> answer = new CompletableFuture<>();
        if (!urgently(_ -> answer.complete(roster.evictable()))) {
            answer.complete(List.of());
        }
        return answer;
    }

    /**
     * Ends those collectors to spare permits or memory, before anything that waits in the inbox. Nothing happens when the lane is
     * closed, or has 64 such orders to follow already: whoever is short of memory asks again with the next reading.
     */
    public void evict(List<Evictable> those) {
        boolean _ = urgently(now -> {
            for (Evictable each : those) {
                Running<?> running = roster.find(each.number());
                if (running != null) {
                    roster.stop(running, new EndReason.Evicted(), now);
                }
            }
        });
    }

    private boolean urgently(Command command) {
        return inbox.putFirst(command);
    }

    private void runUrgent() {
        for (Object first = inbox.pollFirst(); first != null; first = inbox.pollFirst()) {
            ((Command) first).run(clock.getAsLong());
        }
    }

    /** How many timers are set, those of the lane itself among them. */
    CompletableFuture<Integer> timers() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        command(_ -> answer.complete(wheel.size()));
        return answer;
    }

    /** Starts collectors here. */
    public Collectors collectors() {
        return this::start;
    }

    /** Every event of this shard. */
    public Events events() {
        return events;
    }

    private <T extends Item> CollectorHandle<T> start(CollectorPlan<T> plan) {
        if (closing.get()) {
            throw gone();
        }
        plan.spec().sources().forEach(source -> mustBeHere(source.scope()));
        Answer answer = admission.request(demandOf(plan.spec()));
        if (answer instanceof Answer.Refused refused) {
            throw new AdmissionRefused(refused.reason());
        }
        CollectorId id = new CollectorId(shard.index(), token, numbers.incrementAndGet());
        Running<T> running = new Running<>(this, id, shared.spec(plan.spec()), shared.code(plan.code()));
        switch (answer) {
            case Answer.Admitted admitted -> {
                running.permit = admitted.permit();
                long since = clock.getAsLong();
                if (!command(now -> roster.activate(running, since, now))) {
                    admitted.permit().release();
                    throw gone();
                }
            }
            case Answer.Queued queued -> queue(running, queued.permit());
            case Answer.Refused _ -> throw new AssertionError("answered above");
        }
        return running;
    }

    private void queue(Running<?> running, CompletableFuture<Permit> permit) {
        running.trail().queued = permit;
        if (!command(now -> roster.queue(running, now))) {
            permit.cancel(false);
            var _ = permit.thenAccept(Permit::release);
            throw gone();
        }
        var _ = permit.whenComplete((granted, refusal) -> {
            if (refusal != null) {
                command(_ -> roster.refused(running, refusal));
            } else if (!command(now -> granted(running, granted, now))) {
                granted.release();
            }
        });
    }

    private void granted(Running<?> running, Permit permit, long now) {
        running.trail().queued = null;
        if (running.state() != Collector.State.QUEUED) {
            permit.release();
            return;
        }
        running.permit = permit;
        roster.activate(running, now, now);
    }

    /** A wait for what another shard hears would never end well. */
    private void mustBeHere(Scope scope) {
        if (scope.guild() != 0 && !ShardId.ofGuild(scope.guild(), shard.count()).equals(shard)) {
            throw new IllegalArgumentException("guild " + Long.toUnsignedString(scope.guild()) + " belongs to shard "
                    + ShardId.ofGuild(scope.guild(), shard.count()) + ", not to " + shard
                    + ": start the collector there");
        }
        if (scope.direct() && shard.index() != 0) {
            throw new IllegalArgumentException("direct messages come to shard 0, not to " + shard);
        }
    }

    private IllegalStateException gone() {
        return new IllegalStateException("shard " + shard + " has left this worker: it takes no collectors any more");
    }

    private Demand demandOf(CollectorSpec spec) {
        Options options = spec.options();
        long tenant = options.tenant();
        long user = 0;
        for (CollectorSpec.Source source : spec.sources()) {
            tenant = tenant == 0 ? source.scope().guild() : tenant;
            user = user == 0 ? source.scope().user() : user;
        }
        List<String> kinds = spec.sources().size() == 1
                ? List.of(spec.sources().getFirst().kind().code())
                : spec.sources().stream()
                        .map(each -> each.kind().code())
                        .distinct()
                        .toList();
        return new Demand(shard.index(), tenant, user, kinds, weight(options), options.priority(), options.patience());
    }

    /** What is kept whole is what makes a collector large. */
    static int weight(Options options) {
        return options.retain() instanceof Options.Retain.Full full ? Demand.weightOf(full.most()) : 1;
    }

    /** Has the lane run something; false when it has stopped. Waits for room: the lane itself never waits for anybody. */
    private boolean command(Command command) {
        if (Thread.currentThread() == thread) {
            command.run(clock.getAsLong());
            return true;
        }
        return inbox.putSurely(command);
    }

    boolean alive() {
        return thread.isAlive();
    }

    // The lane's thread.

    private void run() {
        while (!over) {
            try {
                turn();
            } catch (RuntimeException bug) { // One event that meets a bug must not take the whole shard with it.
                LOG.error("lane of shard {}: a turn failed, going on with the next", shard, bug);
            }
        }
        takeTheRest();
    }

    /** What came while the lane closed: commands are run, so that no permit is lost, and what they started ends at once. */
    private void takeTheRest() {
        boolean more = true;
        while (more) {
            more = inbox.expectsMore();
            runUrgent();
            for (Object left = inbox.poll(); left != null; left = inbox.poll()) {
                if (left instanceof Command command) {
                    command.run(clock.getAsLong());
                } else {
                    counters.gateDropped.increment();
                }
            }
            if (more) {
                Thread.onSpinWait();
            }
        }
        long now = clock.getAsLong();
        roster.stopAll(new EndReason.Shutdown(), now);
        roster.forceEnd(now);
        closed.countDown();
    }

    private void turn() {
        long began = clock.getAsLong();
        runUrgent();
        releaseHeld(began);
        boolean drained = drain();
        advance(drained ? began - SETTLE_NANOS : processedUntil);
        if (drained && !over) {
            sleep();
        }
    }

    /** Takes up to a turn's worth; true when nothing is left. */
    private boolean drain() {
        for (int i = 0; i < TURN; i++) {
            Object message = inbox.poll();
            if (message == null) {
                return true;
            }
            long now = clock.getAsLong();
            if (message instanceof GatewayEvent event) {
                take(event, now);
            } else {
                ((Command) message).run(now);
            }
            if (over) {
                return true;
            }
        }
        return false;
    }

    private void take(GatewayEvent event, long now) {
        if (!held.isEmpty() || !gate.open(now)) {
            hold(event);
            return;
        }
        deliver(event, now);
    }

    private void deliver(GatewayEvent event, long now) {
        processedUntil = Math.max(processedUntil, event.receivedNanos());
        events.publish(event);
        roster.route(event, now);
        if (roster.hasProgress() && !progressDue.armed()) {
            wheel.set(progressDue, now + settings.progressEvery().toNanos());
        }
    }

    /** While this worker may not act, events wait: it may be allowed again, or somebody else has acted meanwhile. */
    private void hold(GatewayEvent event) {
        if (held.size() >= settings.gateCapacity()) {
            counters.gateDropped.increment();
            return;
        }
        held.add(event);
        counters.gateHeld = held.size();
    }

    private void releaseHeld(long now) {
        if (held.isEmpty()) {
            return;
        }
        long tooOld = now - settings.gateHold().toNanos();
        while (!held.isEmpty() && held.getFirst().receivedNanos() < tooOld) {
            held.removeFirst();
            counters.gateDropped.increment();
        }
        while (!held.isEmpty() && gate.open(clock.getAsLong())) {
            deliver(held.removeFirst(), clock.getAsLong());
        }
        counters.gateHeld = held.size();
    }

    private void discardHeld() {
        counters.gateDropped.add(held.size());
        held.clear();
        counters.gateHeld = 0;
    }

    /** Timers never pass an event that is still to be looked at: the time of receipt decides, not the time of the turn. */
    private void advance(long until) {
        long limit = held.isEmpty() ? until : Math.min(until, held.getFirst().receivedNanos());
        wheel.advance(limit, timer -> {
            if (timer instanceof LaneTimer own) {
                own.action.run();
            } else if (timer instanceof Running<?> running) {
                roster.tick(running, limit);
            }
        });
    }

    private void sleep() {
        long next = wheel.next();
        long nanos = next == Long.MAX_VALUE ? Long.MAX_VALUE : next + SETTLE_NANOS - clock.getAsLong();
        if (!held.isEmpty()) {
            nanos = Math.min(Math.max(nanos, 0), GATE_POLL_NANOS);
        }
        inbox.sleep(nanos);
    }

    // The end.

    /**
     * Ends all collectors, waits for their handlers at most {@link LaneSettings#drain}, then stops the thread: nothing new is
     * told to anybody any more. The second time it only waits for the first.
     *
     * @param reason {@code shutdown} or {@code shardLost}
     */
    public void close(EndReason reason) {
        long until = System.nanoTime() + settings.drain().toNanos();
        if (closing.compareAndSet(false, true)) {
            command(now -> {
                discardHeld();
                roster.stopAll(reason, now);
            });
            awaitHandlers(until);
            command(now -> {
                roster.forceEnd(now);
                over = true;
                inbox.close();
                events.close();
            });
        }
        try {
            if (!closed.await(settings.drain().toMillis() + 1_000, TimeUnit.MILLISECONDS)) {
                LOG.error("lane of shard {} did not stop in time", shard);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Polls: this is the one place that waits for code of bots, and it has a deadline. */
    private void awaitHandlers(long until) {
        try {
            while (System.nanoTime() < until) {
                CompletableFuture<Boolean> empty = new CompletableFuture<>();
                command(_ -> empty.complete(roster.size() == 0));
                if (empty.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS)
                        && userCode.running() == 0) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOG.warn("shard {}: handlers did not finish within {}", shard, settings.drain());
        }
    }

    /** {@link #close(EndReason)} with {@code shutdown}. */
    @Override
    public void close() {
        close(new EndReason.Shutdown());
    }
}
