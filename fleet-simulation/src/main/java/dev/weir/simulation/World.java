package dev.weir.simulation;

import dev.weir.cluster.Ledger;
import dev.weir.cluster.SetLimit;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.RunningCount;
import dev.weir.coordinator.plan.ShardCounts;
import dev.weir.model.BotProof;
import dev.weir.model.LeaseTerms;
import dev.weir.model.LimitName;
import dev.weir.model.ShardId;
import dev.weir.model.Trouble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A fleet in virtual time: one queue of events, one source of chance, every promise checked after every step that could break
 * it. The same schedule gives the same run, event by event.
 */
final class World {
    /** Of the fleet's bot. */
    static final long APPLICATION = 1;

    private static final long MILLI = 1_000_000;
    private static final long REST = LeaseTerms.EXPIRE_AFTER.plusSeconds(1).toNanos();

    /** A worker that does not renew is replaced after that: 11.5 s of a clock that is 1 % slow, two looks and a round of the leader. */
    private static final long NOTICED = millis(12_500);
    /** One that is told to end has let its handlers run, said goodbye, and is replaced after that. */
    private static final long GOODBYE = millis(4_000);
    /** From the assignment until the first shard of a bucket is acted for. */
    private static final long CONNECTED = millis(2_000);
    /** A slot that was taken by a worker that ended: its IDENTIFY may still come. */
    private static final long LAST_SLOT = millis(3_500);
    /** One place in the queue of a bucket. */
    private static final long IN_TURN = millis(5_700);

    final Schedule schedule;
    final Sabotage sabotage;
    final SplittableRandom random;
    final Maps maps = new Maps(this);
    final Referee referee = new Referee(this);
    long now;

    private final PriorityQueue<Event> events = new PriorityQueue<>(256);
    private final List<SimulatedCoordinator> coordinators = new ArrayList<>();
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final long[] cutUntil;
    /** By worker, what is wrong with it; null when nothing is. */
    private final @Nullable Ill[] ill;

    private final Served served;

    /** By guild, the shard that was seen to act for it; scratch space of one check. */
    private final @Nullable SimulatedShard[] actsFor;

    /** What each coordinator is configured with when it starts, and what the operator wants of all of them. */
    private final int[] configured;

    private int wantedShards;
    private int recommended;

    /** Until then workers may go on with what they were granted before the maps were lost, a changed limit included. */
    private long forgottenAt;

    private long mostInUse = SimulatedWorker.LIMIT_SIZE;
    private final List<String> trace = new ArrayList<>();
    private final boolean tracing;
    private long order;
    private long runsUntil;
    private long badUntil;
    private long twoLeadersUntil;
    private long allUpAt;
    private long nonces;
    private long lastEvent;
    private long fingerprint = 17;
    private long steps;

    private record Event(long at, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int first = Long.compare(at, other.at);
            return first != 0 ? first : Long.compare(order, other.order);
        }
    }

    /** A promise was broken. */
    static final class Broken extends Error {
        private static final long serialVersionUID = 1L;

        Broken(String what) {
            super(what, null, false, false);
        }
    }

    World(Schedule schedule, boolean tracing) {
        this.schedule = schedule;
        this.served = new Served(this);
        this.sabotage = schedule.sabotage();
        this.tracing = tracing;
        this.random = new SplittableRandom(schedule.seed());
        this.cutUntil = new long[schedule.workers() + 2];
        this.ill = new Ill[schedule.workers() + 2];
        this.actsFor = new SimulatedShard[schedule.guilds()];
        this.configured = new int[schedule.coordinators()];
        this.wantedShards = schedule.auto() ? ShardCounts.AUTO : schedule.shards();
        this.recommended = schedule.shards();
        Arrays.fill(configured, wantedShards);
    }

    static long millis(long millis) {
        return millis * MILLI;
    }

    static long seconds(long seconds) {
        return seconds * 1_000 * MILLI;
    }

    /** Runs the whole schedule, on a virtual thread, since a {@link Strand} takes turns with it. */
    Verdict run() {
        return CompletableFuture.supplyAsync(this::outcome, Thread::startVirtualThread)
                .join();
    }

    private Verdict outcome() {
        String broken = null;
        try {
            play();
        } catch (Broken promise) {
            broken = promise.getMessage();
            note("promise", "broken", String.valueOf(broken));
        } catch (RuntimeException bug) {
            Throwable cause =
                    bug.getCause() instanceof Broken promise ? promise : bug.getCause() == null ? bug : bug.getCause();
            broken = cause instanceof Broken ? cause.getMessage() : bug + ", caused by " + cause;
            note("promise", "broken", String.valueOf(broken));
        } finally {
            coordinators.forEach(SimulatedCoordinator::die);
            workers.forEach(SimulatedWorker::die);
        }
        return new Verdict(broken, fingerprint, steps, now / MILLI, List.copyOf(trace));
    }

    private void play() {
        for (int i = 0; i < schedule.coordinators(); i++) {
            startCoordinator(i);
        }
        for (int i = 0; i < schedule.workers(); i++) {
            startWorker(i);
        }
        schedule.faults().forEach(fault -> at(millis(fault.at()), () -> befall(fault)));
        at(0, this::traffic);
        int queue = (schedule.mostShards() + schedule.buckets() - 1) / schedule.buckets();
        int identifiesBefore = 0;
        if (schedule.kind() != Schedule.Kind.STORM && !schedule.faults().isEmpty()) {
            runUntil(millis(schedule.faults().getFirst().at()) - 1);
            promise(allActedFor(), "the fleet was not at rest before the first fault: " + state());
            identifiesBefore = referee.identifies();
            if (schedule.faults().getFirst() instanceof Fault.BadWorker bad) {
                served.expect(bad, queue * IN_TURN);
            }
            if (schedule.kind() == Schedule.Kind.LOSS) {
                expectBack(schedule.faults().getFirst());
            }
        }
        runUntil(millis(schedule.faultsEnd()));
        if (schedule.kind() == Schedule.Kind.EARLY_ENDS) {
            at(now + NOTICED + CONNECTED + LAST_SLOT + queue * IN_TURN, () -> {
                promise(allActedFor(), "not yet back: " + state());
                promise(nothingIsLeftBehind(), "ended workers hold what they did not use: " + maps.ledgers);
            });
        }
        comeToRest(now + seconds(schedule.changesCounts() ? 85 : 55) + 2L * queue * millis(5_500));
        promise(allActedFor(), "not every shard is acted for again: " + state());
        promise(permitsAreThere(), "permits are missing: " + maps.ledgers);
        if (!nothingIsLeftBehind()) {
            // A worker that has used its part up in this moment is given more with one of its next renewals.
            runUntil(now + seconds(5));
        }
        promise(nothingIsLeftBehind(), "ended workers hold what they did not use: " + maps.ledgers);
        if (schedule.kind() == Schedule.Kind.HARMLESS && identifiesBefore > 0) {
            promise(
                    referee.identifies() == identifiesBefore,
                    "harmless faults cost " + (referee.identifies() - identifiesBefore) + " identifies");
        }
    }

    /** The shards of the one worker that is lost: given to others in time, and acted for when their turn to identify has come. */
    private void expectBack(Fault fault) {
        int worker = switch (fault) {
            case Fault.PauseWorker pause -> pause.worker();
            case Fault.CutWorker cut -> cut.worker();
            case Fault.KillWorker kill -> kill.worker();
            case Fault.StopWorker stop -> stop.worker();
            default -> throw new IllegalStateException("no loss of a worker: " + fault);
        };
        String name = alive(worker).getFirst().name;
        String holder = Objects.requireNonNull(maps.workers.get(name)).holder();
        List<ShardRecord> lost = maps.shards.values().stream()
                .filter(each -> name.equals(each.owner()))
                .toList();
        int[] inBucket = new int[schedule.buckets()];
        lost.forEach(each -> inBucket[each.index() % schedule.buckets()]++);
        int longest = Arrays.stream(inBucket).max().orElse(0);
        long noticed = millis(fault.at()) + (fault instanceof Fault.StopWorker ? GOODBYE : NOTICED);
        at(noticed, () -> {
            Ledger ledger = maps.ledgers.get(SimulatedWorker.LIMIT);
            promise(
                    ledger != null && !ledger.holdings().containsKey(holder),
                    "permits of " + holder + " are not back yet: " + ledger);
        });
        at(
                noticed,
                () -> lost.forEach(each -> {
                    ShardRecord now = maps.shards.get(each.index());
                    boolean given = now != null && now.token() > each.token() && now.owner() != null;
                    promise(given, "shard " + each.index() + " is not given to another yet, lost by " + holder);
                }));
        at(noticed + CONNECTED + longest * IN_TURN, () -> promise(allActedFor(), "not yet back: " + state()));
    }

    /** Runs until all has been well for longer than it takes to notice that something is not. */
    private void comeToRest(long latest) {
        long wellSince = now;
        while (now < latest && now - wellSince < REST) {
            runUntil(Math.min(latest, now + seconds(1)));
            if (!allActedFor() || !permitsAreThere()) {
                wellSince = now;
            }
        }
    }

    private void runUntil(long end) {
        runsUntil = end;
        while (!events.isEmpty() && events.peek().at <= end) {
            Event next = events.poll();
            step(next.at);
            next.what.run();
        }
        now = end;
    }

    private void step(long at) {
        now = at;
        steps++;
        fingerprint = fingerprint * 1_000_003 + at;
    }

    /** Lets time pass for whoever runs now, when nothing else is due until then: as if it had an event at that moment. */
    boolean pass(long nanos) {
        long until = now + nanos;
        Event next = events.peek();
        if (until > runsUntil || (next != null && next.at <= until)) {
            return false;
        }
        step(until);
        return true;
    }

    void at(long when, Runnable what) {
        events.add(new Event(Math.max(when, now), order++, what));
    }

    /** One line of the trace; whom it is about and what happened count for the fingerprint. */
    void note(Object whom, String what, Object more) {
        fingerprint = (fingerprint * 31 + whom.hashCode()) * 31 + what.hashCode();
        if (tracing) {
            trace.add("%9.3f s  %s %s: %s".formatted(now / 1e9, whom, what, more));
        }
    }

    @SuppressWarnings("DoNotCallSuggester") // It is what a broken promise is for.
    void broken(String what) {
        throw new Broken("at %.3f s: %s".formatted(now / 1e9, what));
    }

    private void promise(boolean kept, String otherwise) {
        if (!kept) {
            broken(otherwise);
        }
    }

    // ---------------------------------------------------------------- processes

    List<SimulatedCoordinator> coordinators() {
        return coordinators;
    }

    private void startCoordinator(int index) {
        double speed = sabotage == Sabotage.LEADERS_IN_A_HURRY ? 2 : speed();
        SimulatedCoordinator made =
                new SimulatedCoordinator(this, index, configured[index], new Clock(this, speed, false));
        coordinators.removeIf(each -> each.index == index);
        coordinators.add(made);
        note(made.name, "starts", "");
        made.start();
    }

    private SimulatedWorker startWorker(int index) {
        double speed = sabotage == Sabotage.SLOW_WORKERS ? 0.5 : speed();
        SimulatedWorker made = new SimulatedWorker(
                this, index, "nonce" + nonces++, new Clock(this, speed, sabotage.wallClockFollows()));
        workers.add(made);
        note(made.name, "starts", "");
        made.start();
        return made;
    }

    /** Real clocks differ by less than a ten-thousandth; more makes faults likelier. */
    private double speed() {
        return 0.99 + random.nextDouble() * 0.02;
    }

    private List<SimulatedWorker> alive(int index) {
        return workers.stream()
                .filter(each -> each.index == index && !each.dead())
                .toList();
    }

    // ---------------------------------------------------------------- network

    boolean majority() {
        coordinators.forEach(SimulatedCoordinator::look);
        int inSight = 0;
        for (SimulatedCoordinator each : coordinators) {
            inSight += each.inSight() ? 1 : 0;
        }
        return inSight > schedule.coordinators() / 2;
    }

    /** When a coordinator wakes that stands still now; 0 when none does. */
    long wakesAt() {
        return coordinators.stream()
                .filter(each -> !each.dead() && each.paused())
                .mapToLong(Actor::pausedUntil)
                .min()
                .orElse(0);
    }

    boolean cut(int worker) {
        return now < cutUntil[worker];
    }

    boolean badNetwork() {
        return now < badUntil;
    }

    boolean twoLeaders() {
        return now < twoLeadersUntil;
    }

    /** Until the leader looks again: as it says, or later where nothing is to be measured. */
    long pace(long restNanos) {
        return schedule.kind() == Schedule.Kind.LOSS ? restNanos : restNanos + random.nextLong(millis(250));
    }

    /** A worker hears of new orders, most of the time, and renews sooner for it. */
    void tellOfOrders(String worker) {
        for (SimulatedWorker each : workers) {
            if (each.name.equals(worker) && !each.dead() && !each.cut() && random.nextInt(badNetwork() ? 2 : 10) != 0) {
                each.after(delay(), each::hint);
            }
        }
    }

    boolean quarantined(ShardId shard) {
        ShardRecord desired = maps.shards.get(shard.index());
        return desired != null && desired.count() == shard.count() && desired.quarantine() != null;
    }

    /** What Discord recommends now. */
    int recommended() {
        return recommended;
    }

    boolean loses() {
        return badNetwork() && random.nextInt(10) == 0;
    }

    long delay() {
        return badNetwork() && random.nextInt(4) == 0
                ? random.nextLong(seconds(5))
                : millis(1) + random.nextLong(millis(5));
    }

    // ---------------------------------------------------------------- faults

    private void befall(Fault fault) {
        note("fault", "begins", fault);
        long lasts = millis(fault.lasts());
        switch (fault) {
            case Fault.PauseWorker pause -> alive(pause.worker()).forEach(each -> each.pause(lasts));
            case Fault.SuspendWorker suspend ->
                alive(suspend.worker()).stream()
                        .filter(each -> !each.clock.disturbed())
                        .forEach(each -> {
                            each.clock.suspend();
                            each.pause(lasts);
                            at(now + lasts, each.clock::wake);
                        });
            case Fault.KillWorker kill -> {
                alive(kill.worker()).forEach(Actor::die);
                at(now + lasts, () -> startWorker(kill.worker()));
            }
            case Fault.StopWorker stop -> {
                alive(stop.worker()).forEach(each -> each.run(each::stop));
                at(now + lasts + seconds(3), () -> startWorker(stop.worker()));
            }
            case Fault.Visit visit -> {
                SimulatedWorker visitor = startWorker(schedule.workers());
                at(now + lasts, () -> end(visitor, visit.goodbye()));
            }
            case Fault.CrashLoop loop -> {
                alive(loop.worker()).forEach(each -> end(each, loop.goodbye()));
                loop(loop, now + lasts);
            }
            case Fault.RestartWorkers restart -> {
                for (int i = 0; i < schedule.workers(); i++) {
                    int index = i;
                    alive(index).forEach(each -> end(each, restart.goodbye()));
                    at(now + lasts + random.nextLong(millis(500)), () -> startWorker(index));
                }
            }
            case Fault.Namesake namesake -> {
                startWorker(namesake.worker());
                SimulatedWorker made = workers.getLast();
                at(now + lasts, () -> retire(made));
            }
            case Fault.CutWorker cut -> cutUntil[cut.worker()] = Math.max(cutUntil[cut.worker()], now + lasts);
            case Fault.SetClock set -> alive(set.worker()).forEach(each -> each.clock.set(set.byMillis()));
            case Fault.PauseCoordinator pause ->
                coordinator(pause.coordinator()).forEach(each -> each.pause(lasts));
            case Fault.KillCoordinator kill -> killCoordinator(kill.coordinator(), lasts);
            case Fault.CutCoordinator cut ->
                coordinator(cut.coordinator()).forEach(each -> {
                    each.cut(true);
                    at(now + lasts, () -> each.cut(false));
                });
            case Fault.RestartAll _ -> restartAll(lasts);
            case Fault.OtherCount other -> {
                configured[other.coordinator()] = other.shards();
                killCoordinator(other.coordinator(), millis(300));
                at(now + lasts, () -> {
                    configured[other.coordinator()] = wantedShards;
                    killCoordinator(other.coordinator(), millis(300));
                });
            }
            case Fault.Recount recount -> {
                wantedShards = recount.shards();
                for (int i = 0; i < schedule.coordinators(); i++) {
                    int index = i;
                    at(now + lasts * (i + 1) / schedule.coordinators(), () -> {
                        configured[index] = wantedShards;
                        killCoordinator(index, millis(300));
                    });
                }
            }
            case Fault.Recommend recommend -> recommended = recommend.shards();
            case Fault.TwoLeaders _ -> twoLeadersUntil = Math.max(twoLeadersUntil, now + lasts);
            case Fault.BadNetwork _ -> badUntil = Math.max(badUntil, now + lasts);
            case Fault.Reconnect _ -> everyShard(false);
            case Fault.InvalidSessions _ -> everyShard(true);
            case Fault.DropSocket drop -> everyHolder(drop.shard(), shard -> shard.drop(false));
            case Fault.BadWorker bad -> fallIll(bad, lasts);
            case Fault.Resize resize ->
                maps.changeLedger(SimulatedWorker.LIMIT, new SetLimit(resize.size(), resize.evict()));
            case Fault.Refuse refuse -> {
                referee.refuse(refuse.shard());
                everyHolder(refuse.shard(), shard -> {
                    if (shard.up()) {
                        shard.refused();
                    }
                });
            }
        }
    }

    private void fallIll(Fault.BadWorker bad, long lasts) {
        int worker = bad.worker();
        if (ill[worker] != null) {
            return;
        }
        ill[worker] = bad.ill();
        if (bad.ill().joins()) {
            SimulatedWorker made = startWorker(worker);
            at(now + lasts, () -> {
                made.die();
                ill[worker] = null;
            });
            return;
        }
        if (bad.ill() == Ill.LOSES_DISCORD) {
            alive(worker).forEach(each -> each.shards().forEach(shard -> each.run(() -> shard.drop(false))));
        }
        at(now + lasts, () -> ill[worker] = null);
    }

    /** What is wrong with a worker, null when nothing is. */
    @Nullable
    Ill ill(int worker) {
        return ill[worker];
    }

    /** What a worker finds when it tries its own bot. */
    BotProof proof(int worker) {
        Ill what = ill[worker];
        return what == Ill.STALE_TOKEN
                ? new BotProof(0, 0, Trouble.TOKEN, "refused")
                : what == Ill.UNREACHABLE || what == Ill.LOSES_DISCORD
                        ? new BotProof(0, 0, Trouble.UNREACHABLE, "no answer")
                        : BotProof.good(what == Ill.OTHER_BOT ? APPLICATION + 1 : APPLICATION, 0);
    }

    private void everyHolder(int index, Consumer<SimulatedShard> what) {
        for (SimulatedWorker worker : workers) {
            SimulatedShard shard = worker.dead() ? null : worker.shard(index);
            if (shard != null) {
                worker.run(() -> what.accept(shard));
            }
        }
    }

    private void end(SimulatedWorker one, boolean goodbye) {
        if (goodbye) {
            one.run(() -> one.stop(random.nextLong(millis(1_500))));
        } else {
            one.die();
        }
    }

    private void loop(Fault.CrashLoop loop, long until) {
        at(now + millis(200), () -> {
            SimulatedWorker next = startWorker(loop.worker());
            if (now < until) {
                at(now + millis(loop.lives()), () -> {
                    end(next, loop.goodbye());
                    loop(loop, until);
                });
            }
        });
    }

    /** One of two processes of a name ends, so that the other gets in. */
    private void retire(SimulatedWorker one) {
        if (alive(one.index).size() > 1) {
            one.die();
        }
    }

    private List<SimulatedCoordinator> coordinator(int index) {
        return coordinators.stream()
                .filter(each -> each.index == index && !each.dead())
                .toList();
    }

    private void killCoordinator(int index, long lasts) {
        coordinator(index).forEach(Actor::die);
        if (coordinators.stream().allMatch(Actor::dead)) {
            loseMaps();
        }
        at(now + lasts, () -> {
            if (coordinator(index).isEmpty()) {
                startCoordinator(index);
            }
        });
    }

    private void loseMaps() {
        maps.lose();
        forgottenAt = now + seconds(25);
    }

    private void restartAll(long lasts) {
        coordinators.forEach(Actor::die);
        loseMaps();
        allUpAt = Math.max(allUpAt, now + lasts);
        for (int i = 0; i < schedule.coordinators(); i++) {
            int index = i;
            at(allUpAt + random.nextLong(millis(500)), () -> {
                if (coordinator(index).isEmpty()) {
                    startCoordinator(index);
                }
            });
        }
    }

    private void everyShard(boolean sessionsToo) {
        for (SimulatedWorker worker : List.copyOf(workers)) {
            for (SimulatedShard shard : worker.shards()) {
                boolean sessionToo = sessionsToo && random.nextInt(3) == 0;
                worker.after(random.nextLong(millis(200)), () -> shard.drop(sessionToo));
            }
        }
    }

    // ---------------------------------------------------------------- promises

    /** Each guild's events reach every worker that is connected for its shard, of whichever count. */
    private void traffic() {
        for (int guild = 0; guild < schedule.guilds(); guild++) {
            long event = ++lastEvent;
            // Less traffic than with one guild a shard: all of it may be for one shard, and limits are the same.
            if (schedule.changesCounts() && random.nextInt(3 * schedule.guilds()) >= schedule.shards()) {
                continue;
            }
            for (SimulatedWorker worker : workers) {
                if (!worker.dead()) {
                    tell(worker, worker.holdings.held().values(), guild, event);
                    tell(worker, worker.holdings.leaving().values(), guild, event);
                }
            }
        }
        checkAll();
        served.look();
        at(now + millis(300) + random.nextLong(millis(300)), this::traffic);
    }

    private void tell(SimulatedWorker worker, Collection<SimulatedShard> shards, int guild, long event) {
        for (SimulatedShard shard : shards) {
            if (shard.has(guild) && shard.up()) {
                worker.after(millis(1) + random.nextLong(millis(30)), () -> shard.event(event));
            }
        }
    }

    /** At most one shard of one worker acts for a guild, whatever its count, and all of them together use no more than there is. */
    private void checkAll() {
        Arrays.fill(actsFor, null);
        long grants = 0;
        long running = 0;
        for (SimulatedWorker worker : workers) {
            running += worker.dead() ? 0 : worker.running();
            if (worker.dead() || worker.clock.suspended()) {
                continue;
            }
            boolean acts = note(worker.holdings.held().values());
            acts |= note(worker.holdings.leaving().values());
            grants += acts ? worker.couldUse() : 0;
        }
        Ledger ledger = maps.ledgers.get(SimulatedWorker.LIMIT);
        long size = ledger == null ? SimulatedWorker.LIMIT_SIZE : ledger.size();
        long held = ledger == null ? 0 : ledger.held();
        if (grants > Math.max(size, mostInUse)) {
            broken("workers could use " + grants + " permits of " + size);
        }
        // After the limit was lowered, or its change lost with the maps, what is in use only falls.
        long falls = now < forgottenAt ? mostInUse : Math.min(mostInUse, Math.max(held, running));
        mostInUse = Math.max(size, falls);
    }

    private boolean note(Collection<SimulatedShard> shards) {
        boolean any = false;
        for (SimulatedShard shard : shards) {
            if (shard.acts()) {
                any = true;
                for (int guild = shard.index();
                        guild < actsFor.length;
                        guild += shard.id().count()) {
                    SimulatedShard other = actsFor[guild];
                    if (other != null && other != shard) {
                        broken("guild " + guild + " is acted for as " + other + " and as " + shard);
                    }
                    actsFor[guild] = shard;
                }
            }
        }
        return any;
    }

    /** Nobody else acts for what this worker acts for. */
    void check(SimulatedWorker worker) {
        if (worker.dead() || worker.clock.suspended()) {
            return;
        }
        checkAll();
    }

    private boolean allActedFor() {
        int count = RunningCount.of(maps.workers.values(), maps.shards.values());
        if (count == 0) {
            return false;
        }
        for (int guild = 0; guild < Math.max(count, schedule.guilds()); guild++) {
            int acting = 0;
            for (SimulatedWorker worker : workers) {
                if (!worker.dead()) {
                    for (SimulatedShard shard : worker.shards()) {
                        acting += shard.has(guild) && shard.acts() && shard.up() ? 1 : 0;
                    }
                }
            }
            ShardId shard = new ShardId(guild % count, count);
            boolean wanted = !referee.refuses(shard.index());
            if (acting != (wanted ? 1 : 0) || quarantined(shard) == wanted) {
                return false;
            }
        }
        return true;
    }

    /** The worker that serves a shard now; null when none does. */
    @Nullable
    SimulatedWorker servedBy(int shard) {
        for (SimulatedWorker worker : workers) {
            SimulatedShard held = worker.dead() ? null : worker.shard(shard);
            if (held != null && held.acts() && held.up()) {
                return worker;
            }
        }
        return null;
    }

    private boolean permitsAreThere() {
        Ledger ledger = maps.ledgers.get(SimulatedWorker.LIMIT);
        return ledger != null && ledger.holdings().keySet().stream().allMatch(this::isAlive);
    }

    /** Of what Discord counts those that have ended hold no more than they used, and those that live may go on. */
    private boolean nothingIsLeftBehind() {
        Ledger ledger = maps.ledgers.get(LimitName.DISCORD_INVALID);
        if (ledger == null) {
            return false;
        }
        Map<String, Long> left = new TreeMap<>();
        ledger.holdings().forEach((holder, holding) -> {
            if (!isAlive(holder)) {
                left.merge(WorkerRow.workerOf(holder), holding.ceiling(), Long::sum);
            }
        });
        // A leader that never saw an epoch whose part another leader wrote down counts it as used: that may be, but not
        // much.
        long unseen = schedule.kind() == Schedule.Kind.EARLY_ENDS ? 0 : SimulatedWorker.INVALID_SIZE / 10;
        return left.entrySet().stream().allMatch(each -> each.getValue() <= referee.refusals(each.getKey()) + unseen)
                && maps.workers.values().stream()
                        .filter(row -> row.alive() && row.orders().sequence() > 0)
                        .allMatch(row -> ledger.holdings().containsKey(row.holder())
                                && ledger.holdings().get(row.holder()).ceiling() > 0);
    }

    private boolean isAlive(String holder) {
        return maps.workers.values().stream()
                .anyMatch(row -> row.alive() && row.holder().equals(holder));
    }

    private String state() {
        StringBuilder all = new StringBuilder();
        maps.shards
                .values()
                .forEach(each -> all.append(each.index())
                        .append('/')
                        .append(each.count())
                        .append(" of ")
                        .append(each.owner())
                        .append('@')
                        .append(each.ownerEpoch())
                        .append(each.quarantine() == null ? "" : " quarantined")
                        .append("; "));
        for (SimulatedWorker worker : workers) {
            if (!worker.dead()) {
                all.append(worker.name).append(" holds ");
                worker.shards()
                        .forEach(each -> all.append(each.id())
                                .append(each.acts() ? " acting" : "")
                                .append(each.up() ? " up, " : ", "));
            }
        }
        return all.toString();
    }
}
