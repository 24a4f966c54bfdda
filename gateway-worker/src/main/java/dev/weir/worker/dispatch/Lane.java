package dev.weir.worker.dispatch;

import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.model.ShardId;
import dev.weir.worker.admission.Admission;
import dev.weir.worker.admission.MemoryAccount;
import dev.weir.worker.bot.Collectors;
import dev.weir.worker.bot.Events;
import dev.weir.worker.bot.Reply;
import dev.weir.worker.carrier.BotThreads;
import dev.weir.worker.collector.Effect;
import dev.weir.worker.collector.Item;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.shard.ActingGate;
import dev.weir.worker.shard.Rest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collectors of one shard. Their state belongs to whoever has the {@link #turn}: one thread at a time.
 *
 * <p>Events come from the tap, everything else as commands, all through one bounded inbox and in order. The lane never runs
 * code of a bot and never blocks. So whoever brings something to an idle lane has its turn and does it himself: to wake a thread
 * costs many times what an event does. The lane's own thread is for timers, and for what comes while the lane is busy.
 */
public final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int TURN = 256;
    private static final long AWAKE = Long.MIN_VALUE;

    /** How long a lane whose events wait for the gate sleeps at most: {@link #look} wakes it when the gate may be open. */
    private static final long GATE_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How often a lane that ends looks for what is still being put. */
    private static final long REST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** How long a lane rests after a turn that failed: the next one may fail as well. */
    private static final long FAILED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How far timers lag behind the clock: an event that was stamped in time gets so long to reach the inbox. */
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ShardId shard;
    private final LaneSettings settings;
    private final ActingGate gate;
    private final Entrance entrance;
    private final LongSupplier clock;
    private final Inbox inbox;
    private final Counters counters = new Counters();
    private final EventHub events;
    private final Watch watch;
    private final Outages outages = new Outages();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile Tenure tenure;

    /** To be told everything anew; the lane takes it. */
    private final AtomicReference<@Nullable Registry> told = new AtomicReference<>();

    /** Nobody waited for the last event. */
    private volatile boolean calm = true;

    // Guarded by the turn from here on.
    private final UserCode userCode;
    private final TimerWheel wheel;
    private final InteractionDesk desk;
    private final Interactions interactions;
    private final LaneTable table;
    private final Router router;
    private final HeldEvents held;
    private final MemoryAccount.Part memory;
    private final LaneTimer graceOver;
    private final LaneTimer progressDue;
    private long processedUntil;
    private boolean over;

    /** When the lane's thread wakes by itself, if it sleeps. */
    private long wakesAt = AWAKE;

    /** Whether it wakes then to look at the gate. */
    private boolean watchesGate;

    /** A command: run by the lane. */
    @FunctionalInterface
    interface Command {
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
        this.tenure = new Tenure(this, token);
        this.settings = settings;
        this.gate = gate;
        this.entrance = new Entrance(this, admission, clock);
        this.clock = clock;
        this.inbox = new Inbox(settings.inboxCapacity(), settings.inboxBytes());
        this.events = new EventHub(gate, clock, settings.inboxBytes());
        this.watch = new Watch(settings.alerts());
        this.userCode = new UserCode(new UserCode.Answers() {
            @Override
            public void judged(Running<?> of, long seq, Effect.Verdict verdict) {
                perform(now -> table().judged(of, seq, verdict, now));
            }

            @Override
            public void handled(Running<?> of, long seq, long nanos, @Nullable String error) {
                perform(now -> table().handled(of, seq, nanos, error, now));
            }
        });
        this.wheel = new TimerWheel(clock.getAsLong());
        this.desk = new InteractionDesk(rest, collectors(), this::answered, clock);
        this.interactions = new Interactions(desk, wheel, userCode);
        CollectorIndex index = new CollectorIndex();
        Holders holders = new Holders();
        Whereabouts whereabouts = new Whereabouts();
        this.memory = admission.memory().open();
        this.table =
                new LaneTable(this, index, holders, interactions, wheel, userCode, counters, watch, memory, registry);
        Departures departures = new Departures(table, index, holders, whereabouts);
        this.router = new Router(table, index, interactions, whereabouts, departures, counters);
        this.held = new HeldEvents(settings, counters);
        this.graceOver = new LaneTimer(() -> loseSession(clock.getAsLong()));
        this.progressDue = new LaneTimer(() -> table.tellProgress(clock.getAsLong()));
        this.thread = Thread.ofVirtual().name("lane-" + shard.index()).unstarted(this::run);
        thread.start();
    }

    private void answered(long interaction) {
        command(_ -> interactions.answered(interaction));
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

    LaneTable table() {
        return table;
    }

    Entrance entrance() {
        return entrance;
    }

    /** Under which token its shard is held now. */
    Tenure tenure() {
        return tenure;
    }

    /** Whether no collectors are let in any more. */
    boolean closing() {
        return closing.get();
    }

    /**
     * Takes an event from the tap. Blocks while the inbox is full, at most {@link LaneSettings#inboxWait}. READY must come
     * here too: it says who the bot is.
     *
     * <p>The caller routes it himself while the lane is idle, if events call no code of the bot, or he lends himself to it
     * ({@link BotThreads#lend}) and it does not wait. Else a thread has to be woken anyway, and the lane starts many handlers in a
     * row; the caller would only run ahead of them.
     *
     * @return whether it was taken; a refused one is counted
     */
    public boolean offer(GatewayEvent event) {
        if ((calm || BotThreads.lent()) && done(event)) {
            return true;
        }
        boolean taken = inbox.put(event, settings.inboxWait().toNanos());
        if (!taken) {
            counters.eventsDropped.increment();
        }
        return taken;
    }

    /** The gate may have opened: what waits for it goes on now, not when it is next looked at. Never blocks. */
    public void look() {
        LockSupport.unpark(thread);
        events.look();
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
        held.discard();
        int lost = table.size();
        table.stopAll(new EndReason.ShardLost(shard), now);
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
        tenure = new Tenure(this, newToken);
        told.set(registry);
        // When 64 are there already the lane is awake, and comes past here.
        boolean _ = urgently(this::tellAnew);
    }

    private void tellAnew(long now) {
        Registry registry = told.getAndSet(null);
        if (registry != null) {
            table.tell(registry, now);
        }
    }

    /**
     * Ends collectors by number, as asked for through the coordinator; unknown numbers are ignored. Never blocks. Nothing happens
     * when the lane has 64 urgent orders to follow already: what is still wanted is asked for again.
     */
    public void stop(List<Long> numbersToStop, EndReason.User reason) {
        List<Long> those = List.copyOf(numbersToStop);
        boolean _ = urgently(now -> {
            for (long number : those) {
                Running<?> running = table.find(number);
                if (running != null) {
                    table.stop(running, reason, now);
                }
            }
        });
    }

    void stop(Running<?> running, EndReason reason) {
        perform(now -> table.stop(running, reason, now));
    }

    CompletableFuture<Boolean> change(Running<?> running, LaneTable.Change change) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        if (!perform(now -> done.complete(table.change(running, change, now)))) {
            done.complete(false);
        }
        return done;
    }

    /**
     * Every collector that has not ended, for a registry that lost them. Never blocks; completes on the lane: dependents must be
     * short. After {@link #close} an empty list; fails when the lane has 64 urgent orders to follow already.
     */
    public CompletableFuture<List<CollectorRecord>> snapshot() {
        CompletableFuture<List<CollectorRecord>> answer = new CompletableFuture<>();
        if (!urgently(now -> answer.complete(table.describe(now)))) {
            if (inbox.closed()) {
                answer.complete(List.of());
            } else {
                answer.completeExceptionally(new IllegalStateException("shard " + shard + ": the lane is behind"));
            }
        }
        return answer;
    }

    /** What was counted; any thread. */
    public LaneStats stats() {
        return counters.snapshot(inbox.depth(), inbox.bytes(), memory.bytes(), clock.getAsLong());
    }

    /** The last collectors that passed a threshold, oldest first: as many as {@link Thresholds#kept}. */
    public List<Alert> alerts() {
        return watch.alerts();
    }

    /**
     * Every collector that holds permits, asked before whatever waits in the inbox. Completes on the lane: dependents must be
     * short.
     */
    public CompletableFuture<List<Evictable>> evictable() {
        CompletableFuture<List<Evictable>> answer = new CompletableFuture<>();
        if (!urgently(_ -> answer.complete(table.evictable()))) {
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
                Running<?> running = table.find(each.number());
                if (running != null) {
                    table.stop(running, new EndReason.Evicted(), now);
                }
            }
        });
    }

    private boolean urgently(Command command) {
        return inbox.putFirst(command);
    }

    private void runUrgent() {
        tellAnew(clock.getAsLong());
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
        return entrance;
    }

    /** Every event of this shard. */
    public Events events() {
        return events;
    }

    /** The answer to an interaction, on behalf of whichever collector took it. Any thread. */
    public Reply reply(Item interaction) {
        return desk.reply(interaction);
    }

    /** Has the lane run something; false when it has stopped. Waits for room: the lane itself never waits for anybody. */
    boolean command(Command command) {
        if (turn.isHeldByCurrentThread()) {
            command.run(clock.getAsLong());
            return true;
        }
        return inbox.putSurely(command);
    }

    /** As {@link #command}, for threads of bots: they do it themselves when the lane is idle. */
    boolean perform(Command command) {
        return (!turn.isHeldByCurrentThread() && done(command)) || command(command);
    }

    /** Does on this thread what came; false, and nothing done, when the lane is busy: then it has to wait in the inbox. */
    private boolean done(Object message) {
        if (!inbox.isEmpty() || !turn.tryLock()) {
            return false;
        }
        try {
            // What came before goes before.
            if (over || !inbox.isEmpty()) {
                return false;
            }
            handle(message);
            if (sleepsTooLong()) {
                wakesAt = AWAKE;
                LockSupport.unpark(thread);
            }
            return true;
        } finally {
            turn.unlock();
        }
    }

    boolean alive() {
        return thread.isAlive();
    }

    // The lane's thread.

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            long sleep = 0;
            boolean failed = false;
            turn.lock();
            try {
                sleep = turn() ? untilDue() : 0;
                goesOn = !over;
            } catch (RuntimeException bug) { // As in handle.
                LOG.error("lane of shard {}: a turn failed, going on with the next", shard, bug);
                failed = true;
            } finally {
                turn.unlock();
            }
            if (failed) {
                LockSupport.parkNanos(FAILED_NANOS);
            } else if (goesOn) {
                pause(sleep);
            }
        }
        turn.lock();
        try {
            takeTheRest();
        } finally {
            turn.unlock();
        }
    }

    @SuppressWarnings(
            "ThreadPriorityCheck") // Nothing relies on it; without it a lane keeps its carrier as long as events come.
    private void pause(long nanos) {
        if (nanos > 0) {
            inbox.sleep(nanos);
        } else {
            // Nobody takes a carrier from a virtual thread: handlers that wait for this one get their turn here.
            Thread.yield();
        }
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
                    counters.fenceDropped.increment();
                }
            }
            if (more) {
                // What is still being put may come from a virtual thread that needs this one's carrier.
                LockSupport.parkNanos(REST_NANOS);
            }
        }
        long now = clock.getAsLong();
        table.stopAll(new EndReason.Shutdown(), now);
        table.forceEnd(now);
        memory.close();
        closed.countDown();
    }

    /** True when nothing is left to be done now. */
    private boolean turn() {
        long began = clock.getAsLong();
        runUrgent();
        releaseHeld(began);
        boolean drained = drain();
        advance(drained ? began - SETTLE_NANOS : processedUntil);
        return drained;
    }

    /** Takes up to a turn's worth; true when nothing is left. */
    private boolean drain() {
        for (int i = 0; i < TURN && !over; i++) {
            runUrgent();
            Object message = inbox.poll();
            if (message == null) {
                return true;
            }
            handle(message);
        }
        return over;
    }

    private void handle(Object message) {
        try {
            long now = clock.getAsLong();
            if (message instanceof GatewayEvent event) {
                take(event, now);
            } else {
                ((Command) message).run(now);
            }
            if (memory.mustMakeRoom()) {
                table.makeRoom(now);
            }
        } catch (RuntimeException bug) { // One event that meets a bug must not take the whole shard with it.
            LOG.error("lane of shard {}: something failed, going on with the next", shard, bug);
        }
    }

    private void take(GatewayEvent event, long now) {
        if (!held.isEmpty() || !gate.open(now)) {
            held.add(event);
        } else {
            deliver(event, now);
        }
    }

    private void deliver(GatewayEvent event, long now) {
        processedUntil = Math.max(processedUntil, event.receivedNanos());
        boolean subscribed = events.publish(event);
        boolean matched = router.route(event, now);
        boolean nobody = !subscribed && !matched;
        if (calm != nobody) {
            calm = nobody;
        }
        if (table.hasProgress() && !progressDue.armed()) {
            wheel.set(progressDue, now + settings.progressEvery().toNanos());
        }
    }

    private void releaseHeld(long now) {
        held.dropOlderThan(now - settings.fenceHold().toNanos());
        while (!held.isEmpty() && gate.open(clock.getAsLong())) {
            deliver(held.poll(), clock.getAsLong());
        }
    }

    /** Timers never pass an event that is still to be looked at: the time of receipt decides, not the time of the turn. */
    private void advance(long until) {
        long limit = Math.min(until, held.oldest());
        wheel.advance(limit, timer -> {
            if (timer instanceof LaneTimer own) {
                own.action.run();
            } else if (timer instanceof Running<?> running) {
                table.tick(running, limit);
            }
        });
    }

    /** Nanoseconds until there is something to do although nothing comes; never negative. */
    private long untilDue() {
        long now = clock.getAsLong();
        watchesGate = !held.isEmpty();
        wakesAt = dueAt(now);
        return wakesAt == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, wakesAt - now);
    }

    /**
     * When something can change although nothing comes. Events that wait for the gate hold back the timers after the oldest of them
     * ({@link #advance}): that such a timer is due changes nothing before the gate opens or that event is dropped.
     */
    private long dueAt(long now) {
        long timer = wheel.next();
        if (held.isEmpty()) {
            return timer == Long.MAX_VALUE ? Long.MAX_VALUE : timer + SETTLE_NANOS;
        }
        long oldest = held.oldest();
        long change =
                Math.min(now + GATE_POLL_NANOS, oldest + settings.fenceHold().toNanos() + 1);
        return timer <= oldest ? Math.min(change, timer + SETTLE_NANOS) : change;
    }

    /** Whether the lane's thread sleeps and would miss what another thread's turn has made. */
    private boolean sleepsTooLong() {
        return wakesAt != AWAKE && (wheel.earliestSet() < wakesAt - SETTLE_NANOS || (!held.isEmpty() && !watchesGate));
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
                held.discard();
                table.stopAll(reason, now);
            });
            awaitHandlers(until);
            command(now -> {
                table.forceEnd(now);
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
                command(_ -> empty.complete(table.size() == 0));
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
