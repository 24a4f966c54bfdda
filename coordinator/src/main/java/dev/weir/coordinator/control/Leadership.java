package dev.weir.coordinator.control;

import dev.weir.cluster.Assign;
import dev.weir.cluster.AssignAnswer;
import dev.weir.cluster.ClearTable;
import dev.weir.cluster.Expire;
import dev.weir.cluster.Forget;
import dev.weir.cluster.Holding;
import dev.weir.cluster.IdentifyBook;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.Order;
import dev.weir.cluster.PutBackLedger;
import dev.weir.cluster.PutBackShard;
import dev.weir.cluster.Quarantine;
import dev.weir.cluster.Release;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.cluster.WriteLedger;
import dev.weir.coordinator.discord.BotTerms;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.plan.Action;
import dev.weir.coordinator.plan.Allowances;
import dev.weir.coordinator.plan.Demand;
import dev.weir.coordinator.plan.Fence;
import dev.weir.coordinator.plan.IdentifyBudget;
import dev.weir.coordinator.plan.IdentifyPace;
import dev.weir.coordinator.plan.IdentifySlots;
import dev.weir.coordinator.plan.IdleCounters;
import dev.weir.coordinator.plan.LeftBehind;
import dev.weir.coordinator.plan.MassLoss;
import dev.weir.coordinator.plan.OrdersPlan;
import dev.weir.coordinator.plan.Placement;
import dev.weir.coordinator.plan.Plan;
import dev.weir.coordinator.plan.Probation;
import dev.weir.coordinator.plan.Reason;
import dev.weir.coordinator.plan.ShardCounts;
import dev.weir.coordinator.plan.Standings;
import dev.weir.coordinator.plan.Startup;
import dev.weir.model.LeaseTerms;
import dev.weir.model.LimitName;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.Standing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term of this process as leader: plans and applies, and remembers what only the leader of this term may know.
 *
 * <p>Owned by the control loop. A process that loses the lead throws this away, and makes a new one when it leads again.
 */
final class Leadership {
    private static final Logger log = LoggerFactory.getLogger(Leadership.class);

    /** So soon after shards were given to workers these say that they connected and wait for their turn. */
    private static final Duration NEW_OWNERS_REPORT = Duration.ofSeconds(1);

    /** How long people find a worker that has ended. */
    static final Duration DEAD_FOR = Duration.ofDays(1);

    /** Start of 2026: the second since then is the lowest token of a shard without a record. */
    private static final long TOKENS_BEGAN = 1_767_225_600;

    private final FleetRecords records;
    private final BotTerms terms;
    private final ControlSettings settings;
    private final ControlMeters meters;
    private final LongSupplier nanoClock;
    private final InstantSource wallClock;
    private final Startup startup;
    private final MassLoss massLoss;
    private final Probation probation = new Probation();
    private final long beganNanos;
    /** By shard, the token under which it was moved: it could have stayed where it was. */
    private final Map<Integer, Long> moved = new HashMap<>();

    /** What stood in the maps when this leader last looked: what was lost since is put back. */
    private FleetView last = FleetView.EMPTY;

    private final Map<Integer, Fence> fences = new HashMap<>();
    private final Map<String, IdleCounters> idle = new HashMap<>();
    private final LeftBehind leftBehind;
    private final IdentifyPace pace;
    /** By shard that waits because it asked too often, how long; said already. */
    private Map<Integer, Duration> saidWaits = Map.of();

    /** When this leader first saw that a worker is dead; it is forgotten after {@link #DEAD_FOR}. */
    private final Map<String, Long> deadNanos = new HashMap<>();

    /** When shards were given to workers last; null when none were. */
    private @Nullable Long assignedNanos;

    private @Nullable IdentifySlots slots;
    private @Nullable Decided decided;
    private Set<String> saidLast = Set.of();
    private Set<String> noticedLast = Set.of();
    private ShardCounts.@Nullable Choice counts;

    /** What became of one step of the round, for those that follow. */
    private static final class Progress {
        final Set<Integer> assigned = new HashSet<>();
        final Map<Integer, Optional<String>> leftOut = new HashMap<>();
        final Set<String> forced = new HashSet<>();
        final Set<String> unsettled = new HashSet<>();
        final List<ShardRecord> records = new ArrayList<>();
    }

    Leadership(
            FleetRecords records,
            BotTerms terms,
            ControlSettings settings,
            ControlMeters meters,
            LongSupplier nanoClock,
            InstantSource wallClock,
            LeftBehind leftBehind,
            IdentifyPace pace,
            long nowNanos) {
        this.pace = pace;
        this.records = records;
        this.leftBehind = leftBehind;
        this.terms = terms;
        this.settings = settings;
        this.meters = meters;
        this.nanoClock = nanoClock;
        this.wallClock = wallClock;
        this.startup = new Startup(settings.expectedWorkers(), nowNanos);
        this.massLoss = new MassLoss(settings.massLossHold());
        this.beganNanos = nowNanos;
    }

    /**
     * Looks, plans and acts once.
     *
     * @param stale holders whose lease must have run out
     * @param silent holders that have missed their last renewals
     * @param beganNanos when the look at the fleet began
     * @param nowNanos when it was done
     * @return whether there is more to do at once
     */
    boolean round(FleetView seen, Set<String> stale, Set<String> silent, long beganNanos, long nowNanos)
            throws Round.Over {
        Round round = new Round(records, nanoClock, beganNanos);
        if (expire(seen, stale, round)) {
            return true;
        }
        Set<String> kept = massLoss.look(seen, silent, nowNanos);
        BotTerms.Allowed allowed = terms.allowed(nowNanos);
        if (allowed == null) {
            return false;
        }
        if (putBack(seen, round)) {
            return true;
        }
        last = seen;
        forgetTheDead(seen, round);
        startup.look(seen, nowNanos);
        ShardCounts.Choice choice = choose(seen, allowed, nowNanos);
        if (choice.count() == 0) {
            return false;
        }
        FleetView view = seen.withShardCount(choice.count());
        Standings standings = probation.look(view, nowNanos, wallClock.instant().toEpochMilli(), terms.application());
        fences.entrySet().removeIf(each -> !standsFor(view, each.getKey(), each.getValue()));

        Progress progress = new Progress();
        IdentifyBudget budget = IdentifyBudget.of(allowed.identifiesLeft(), view.shardCount());
        moved.entrySet().removeIf(each -> view.record(each.getKey()).token() != each.getValue());
        IdentifySlots identifySlots = slots(allowed, nowNanos);
        IdentifySlots.Step step = identifySlots.step(view, nowNanos, budget, moved.keySet());
        IdentifyBook book = view.book();
        if (!step.give().isEmpty()) {
            round.permit();
            // Before it is known whether they were given: a slot too many that is counted harms nobody.
            terms.spend(step.give().next().size());
            book = records.changeIdentifyBook(step.give());
            meters.slotsGranted(step.give().grantedIn(book));
        }

        Placement.Terms placing = new Placement.Terms(
                allowed.maxConcurrency(),
                startup.open(),
                fences,
                wallClock.instant().getEpochSecond() - TOKENS_BEGAN,
                kept,
                budget.forMoves(),
                standings);
        Plan plan = Placement.plan(view, placing);
        decided = new Decided(placing, plan, massLoss.left(nowNanos), identifySlots.slowest());
        List<Action> actions = new ArrayList<>(quarantines(view, standings.refused()));
        actions.addAll(plan.actions());
        boolean all = apply(view, actions, round, progress);
        say(actions);
        sayWaits(view, nowNanos);
        if (!progress.assigned.isEmpty()) {
            assignedNanos = nowNanos;
        }

        FleetView now = view.withRecords(progress.records);
        Map<String, Map<String, Long>> allowances = allowances(now, round, progress);
        order(now, IdentifySlots.open(now, book), standings, allowances, round, progress);
        return !all || step.soon();
    }

    private ShardCounts.Choice choose(FleetView seen, BotTerms.Allowed allowed, long nowNanos) {
        SortedMap<String, Integer> configured = new TreeMap<>();
        String self = "this coordinator";
        for (FleetRecords.Peer peer : records.peers()) {
            if (peer.self()) {
                self = peer.id();
            } else if (peer.shards() != null) {
                configured.put(peer.id(), peer.shards());
            }
        }
        configured.put(self, settings.shards());
        int running = seen.runningCount();
        FleetView view = running == 0 ? seen : seen.withShardCount(running);
        long guilds = 0;
        int fullest = 0;
        int most = 0;
        for (int shard = 0; shard < view.shardCount(); shard++) {
            ShardStatus status = view.observed(shard);
            if (status != null) {
                guilds += status.guilds();
                if (status.guilds() > most) {
                    fullest = shard;
                    most = status.guilds();
                }
            }
        }
        ShardCounts.Choice choice = ShardCounts.choose(new ShardCounts.Known(
                running,
                configured,
                allowed.shards(),
                allowed.identifiesLeft(),
                startup.open() && nowNanos - beganNanos >= LeaseTerms.FORGOTTEN_AFTER.toNanos(),
                view.otherCountMayAct(),
                guilds,
                fullest,
                most));
        Set<String> now = new HashSet<>();
        for (ShardCounts.Notice each : choice.notices()) {
            String what = each.code().code() + " " + each.about();
            if (now.add(what) && !noticedLast.contains(what)) {
                log.warn("shard count, {}: {}", each.code().code(), each.text());
            }
        }
        noticedLast = now;
        counts = choice;
        return choice;
    }

    /** What was decided about the shard count in the last round; null before the first. */
    ShardCounts.@Nullable Choice counts() {
        return counts;
    }

    /** What keeps every shard from being started, or null. */
    @Nullable
    String hindrance() {
        ShardCounts.Choice now = counts;
        return now == null || now.count() > 0
                ? null
                : now.notices().stream()
                        .map(ShardCounts.Notice::text)
                        .findFirst()
                        .orElse(null);
    }

    /**
     * Puts back the records and ledgers that this leader saw and that are gone: only the leader writes them, so they are as it knows
     * them. Without that a quarantine would be forgotten, permits granted twice, and a shard given away while its owner still acts.
     *
     * @return whether there were any: then the fleet is looked at anew
     */
    private boolean putBack(FleetView view, Round round) throws Round.Over {
        List<ShardRecord> shards = last.recordsMissingIn(view);
        for (ShardRecord lost : shards) {
            round.permit();
            if (records.changeShard(lost.index(), new PutBackShard(lost))) {
                log.warn("the record of shard {} was lost; it is put back as it was", lost.index());
            }
        }
        boolean any = !shards.isEmpty();
        for (String limit : settings.limits().keySet()) {
            Ledger lost = view.ledger(limit) == null ? last.ledger(limit) : null;
            if (lost != null) {
                round.permit();
                if (records.changeLedger(limit, new PutBackLedger(lost))) {
                    log.warn("the ledger of limit {} was lost; it is put back as it was", limit);
                }
                any = true;
            }
        }
        return any;
    }

    /** A new leader counts anew; a worker that still has shards to its name is remembered until these are given away. */
    private void forgetTheDead(FleetView view, Round round) throws Round.Over {
        Map<String, WorkerRow> dead = new HashMap<>();
        view.workers().values().stream()
                .filter(row -> !row.alive() && view.ownedBy(row).isEmpty())
                .forEach(row -> dead.put(row.holder(), row));
        deadNanos.keySet().retainAll(dead.keySet());
        for (WorkerRow row : dead.values()) {
            long since = deadNanos.computeIfAbsent(row.holder(), _ -> round.lookedNanos());
            if (round.lookedNanos() - since >= DEAD_FOR.toNanos()) {
                round.permit();
                if (records.changeWorker(row.worker(), new Forget(row.epoch()))) {
                    log.info("worker {} has been dead for a day and is forgotten", row.worker());
                }
            }
        }
    }

    private IdentifySlots slots(BotTerms.Allowed allowed, long nowNanos) {
        IdentifySlots current = slots;
        if (current == null || current.maxConcurrency() != allowed.maxConcurrency()) {
            current = new IdentifySlots(allowed.maxConcurrency(), pace, current == null ? beganNanos : nowNanos);
            slots = current;
        }
        return current;
    }

    /** Whether shards were given to workers so lately that a hint is likely their report: it is worth a look at once. */
    boolean awaitsNewOwners(long nowNanos) {
        return assignedNanos != null && nowNanos - assignedNanos <= NEW_OWNERS_REPORT.toNanos();
    }

    /** Null until this leader has decided something. */
    @Nullable
    Decided decided() {
        return decided;
    }

    private boolean expire(FleetView view, Set<String> stale, Round round) throws Round.Over {
        boolean any = false;
        for (WorkerRow row : view.alive()) {
            if (stale.contains(row.holder())) {
                Action expire = new Action.ExpireWorker(
                        row.worker(),
                        row.epoch(),
                        row.counter(),
                        Reason.SILENT,
                        "worker " + row.worker() + " did not renew for " + LeaseTerms.WATCH.toMillis()
                                + " ms: its epoch " + row.epoch() + " is over");
                round.permit();
                if (records.changeWorker(row.worker(), new Expire(row.epoch(), row.counter()))) {
                    log.warn("{}: {}", expire.reason().code(), expire.text());
                    meters.action(expire);
                    if (!view.ownedBy(row).isEmpty()) {
                        massLoss.lost(row.holder(), round.lookedNanos());
                    }
                    any = true;
                }
            }
        }
        return any;
    }

    private static boolean standsFor(FleetView view, int shard, Fence fence) {
        ShardRecord record = view.anyRecord(shard);
        WorkerRow owner = view.holder(record);
        return owner != null && owner.holder().equals(fence.holder()) && record.token() == fence.token();
    }

    /** A code that says something about who asked is the shard's only when every worker that could try has met it. */
    private static List<Action> quarantines(FleetView view, Set<Integer> refused) {
        List<Action> actions = new ArrayList<>();
        for (int shard = 0; shard < view.shardCount(); shard++) {
            ShardStatus status = view.observed(shard);
            if (status != null
                    && status.phase() == ShardPhase.QUARANTINED
                    && (refused.contains(shard) || !Probation.isOfWhoAsked(status.closeCode()))) {
                String detail = status.detail();
                actions.add(new Action.QuarantineShard(
                        shard,
                        status.token(),
                        status.closeCode(),
                        Reason.REFUSED,
                        detail == null ? "Discord refused the shard with code " + status.closeCode() : detail));
            }
        }
        return actions;
    }

    /** Returns whether all was applied; what was not is planned again. */
    private boolean apply(FleetView view, List<Action> actions, Round round, Progress progress) throws Round.Over {
        boolean all = true;
        for (Action action : actions) {
            boolean done = switch (action) {
                case Action.ExpireWorker _ -> true;
                case Action.AssignShard assign -> assign(assign, view.shardCount(), round, progress);
                case Action.VacateShard vacate -> vacate(vacate, view.shardCount(), round);
                case Action.LeaveOut leaveOut -> {
                    progress.leftOut.put(leaveOut.shard(), Optional.ofNullable(leaveOut.to()));
                    progress.forced.add(leaveOut.worker());
                    yield true;
                }
                case Action.QuarantineShard quarantine -> quarantine(quarantine, view.shardCount(), round, progress);
            };
            if (done) {
                meters.action(action);
            }
            all &= done;
        }
        return all;
    }

    private boolean assign(Action.AssignShard assign, int count, Round round, Progress progress) throws Round.Over {
        if (!round.hasTimeForMore()) {
            progress.unsettled.add(assign.worker());
            return false;
        }
        round.permit();
        AssignAnswer answer = records.changeShard(
                assign.shard(),
                new Assign(
                        assign.shard(),
                        count,
                        assign.tokenSeen(),
                        assign.tokenFloor(),
                        assign.worker(),
                        assign.epoch()));
        if (!answer.assigned()) {
            progress.unsettled.add(assign.worker());
            return false;
        }
        progress.assigned.add(assign.shard());
        if (assign.reason() == Reason.LET_GO) {
            moved.put(assign.shard(), answer.token());
        }
        progress.records.add(
                new ShardRecord(assign.shard(), count, answer.token(), assign.worker(), assign.epoch(), null, 0));
        if (!assign.claim()) {
            round.permit();
            records.changeTable(assign.shard(), new ClearTable(count, answer.token()));
        }
        return true;
    }

    private boolean vacate(Action.VacateShard vacate, int count, Round round) throws Round.Over {
        if (!round.hasTimeForMore()) {
            return false;
        }
        round.permit();
        records.changeTable(vacate.shard(), new ClearTable(count, vacate.tokenSeen() + 1));
        return records.changeShard(vacate.shard(), new Release(vacate.tokenSeen()));
    }

    private boolean quarantine(Action.QuarantineShard quarantine, int count, Round round, Progress progress)
            throws Round.Over {
        round.permit();
        boolean done = records.changeShard(
                quarantine.shard(), new Quarantine(quarantine.tokenSeen(), quarantine.closeCode(), quarantine.text()));
        if (done) {
            log.error("shard {} is quarantined: {}", quarantine.shard(), quarantine.text());
            progress.leftOut.put(quarantine.shard(), Optional.empty());
            records.changeTable(quarantine.shard(), new ClearTable(count, quarantine.tokenSeen() + 1));
        }
        return done;
    }

    /** By holder: what its next orders may allow. The ledger is written first; when that fails nothing is raised. */
    private Map<String, Map<String, Long>> allowances(FleetView view, Round round, Progress progress)
            throws Round.Over {
        Map<String, Map<String, Long>> all = new TreeMap<>();
        List<WorkerRow> alive = view.alive();
        alive.forEach(row -> all.put(row.holder(), new TreeMap<>()));
        for (Map.Entry<String, Long> limit : settings.limits().entrySet()) {
            String name = limit.getKey();
            Ledger before = view.ledger(name);
            long size = before != null && before.pinned() ? before.size() : limit.getValue();
            IdleCounters counters = idle.computeIfAbsent(name, _ -> new IdleCounters());
            counters.keepOnly(alive);
            List<Demand> demands = new ArrayList<>(alive.size());
            alive.forEach(row -> demands.add(demand(row, name, size, counters)));
            Allowances.Decision decision =
                    Allowances.decide(name, before, size, demands, leftBehind.of(name, before), startup.open());
            boolean written = decision.ledger().equals(before);
            if (!written) {
                round.permit();
                written = records.changeLedger(name, new WriteLedger(decision.ledger()));
            }
            for (Demand demand : demands) {
                Map<String, Long> mine = all.computeIfAbsent(demand.holder(), _ -> new TreeMap<>());
                mine.put(
                        name,
                        written
                                ? decision.allowances().getOrDefault(demand.holder(), 0L)
                                : Long.valueOf(demand.allowance()));
                if (decision.ledger().evict() && decision.ledger().held() > size) {
                    mine.put(LimitName.evictionOf(name), 1L);
                }
            }
            for (WorkerRow row : alive) {
                Holding holding = decision.ledger().holdings().get(row.holder());
                if (!written && row.orders().sequence() == 0) {
                    progress.unsettled.add(row.worker());
                } else if (holding != null && holding.sequence() > row.orders().sequence()) {
                    progress.forced.add(row.worker());
                }
            }
        }
        return all;
    }

    private static Demand demand(WorkerRow row, String limit, long size, IdleCounters counters) {
        LimitUse use = use(row, limit);
        long allowance = row.orders().allowances().getOrDefault(limit, 0L);
        boolean idleNow = Allowances.idle(allowance, use.used(), use.waiting(), size);
        return new Demand(
                row.holder(),
                row.orders().sequence(),
                allowance,
                FleetView.ordersSeen(row),
                use.held(),
                use.used(),
                use.waiting(),
                counters.look(row, idleNow));
    }

    private static LimitUse use(WorkerRow row, String limit) {
        for (LimitUse each : row.report().limits()) {
            if (each.limit().equals(limit)) {
                return each;
            }
        }
        return new LimitUse(limit, 0, 0, 0);
    }

    private void order(
            FleetView view,
            Map<Integer, Long> slotsOut,
            Standings standings,
            Map<String, Map<String, Long>> allowances,
            Round round,
            Progress progress)
            throws Round.Over {
        OrdersPlan.Decided decided = new OrdersPlan.Decided(
                progress.assigned, progress.leftOut.keySet(), progress.forced, slotsOut, standings.byWorker());
        for (WorkerRow row : view.alive()) {
            // The first orders of an epoch must name all that it took over: else it would give up what it runs.
            if (row.orders().sequence() == 0
                    && (progress.unsettled.contains(row.worker()) || holdsUndecided(view, row))) {
                continue;
            }
            Optional<Orders> next =
                    OrdersPlan.next(view, row, decided, allowances.getOrDefault(row.holder(), Map.of()));
            if (next.isEmpty()) {
                continue;
            }
            round.permit();
            if (records.changeWorker(row.worker(), new Order(row.epoch(), next.get()))) {
                say(row, next.get().standing());
                fence(view, row, next.get(), progress);
            }
        }
    }

    /** Whether a worker runs a shard of which nobody knows yet whether it may: to leave it out would cost an identify. */
    private boolean holdsUndecided(FleetView view, WorkerRow row) {
        return !startup.open()
                && row.report().shards().stream()
                        .anyMatch(status -> status.count() == view.shardCount()
                                && view.record(status.index()).token() == 0);
    }

    /** Remembers which shards these orders leave to nobody, so that they can be given away once they are followed. */
    private void fence(FleetView view, WorkerRow row, Orders written, Progress progress) {
        List<ShardRecord> given = new ArrayList<>(view.ownedBy(row));
        view.otherCounts().stream()
                .filter(each -> row.equals(view.holder(each)))
                .forEach(given::add);
        for (ShardRecord desired : given) {
            if (desired.count() != written.shardCount() || !written.shards().containsKey(desired.index())) {
                Fence before = fences.get(desired.index());
                String to = progress.leftOut
                        .getOrDefault(desired.index(), Optional.ofNullable(before == null ? null : before.to()))
                        .orElse(null);
                fences.put(desired.index(), new Fence(desired.token(), row.holder(), written.sequence(), to));
            }
        }
    }

    /** One line when a shard begins to wait, and each time that it will wait longer. */
    private void sayWaits(FleetView view, long nowNanos) {
        Map<Integer, Duration> waits = new TreeMap<>();
        pace.waits(view, nowNanos).forEach((shard, wait) -> {
            waits.put(shard, wait.between());
            if (!wait.between().equals(saidWaits.get(shard))) {
                ShardStatus status = view.observed(shard);
                log.warn(
                        "shard {} had {} turns to identify and has no session (last close code {}): it tries again in {} s",
                        shard,
                        wait.turns(),
                        status == null ? 0 : status.closeCode(),
                        wait.left().toSeconds());
            }
        });
        saidWaits = waits;
    }

    private static void say(WorkerRow row, Standing now) {
        Standing before = row.orders().standing();
        if (now.says(before)) {
            return;
        }
        switch (now.kind()) {
            case SET_ASIDE, DISMISSED ->
                log.warn(
                        "worker {} is {}, {}: {}",
                        row.worker(),
                        now.kind() == Standing.Kind.DISMISSED ? "dismissed" : "set aside",
                        now.trouble() == null ? "" : now.trouble().code(),
                        now.text());
            case PROVEN -> log.info("worker {} has proved itself", row.worker());
            case UNPROVEN ->
                log.info(
                        "worker {} {}",
                        row.worker(),
                        before.trouble() == null
                                ? "has to prove itself"
                                : "is not set aside any more, and has to prove itself");
        }
    }

    /** One line for each thing that is new, however often it is planned. */
    private void say(List<Action> actions) {
        Set<String> now = new HashSet<>();
        for (Action action : actions) {
            if (now.add(action.text()) && !saidLast.contains(action.text())) {
                log.info("{}, {}: {}", action.kind(), action.reason().code(), action.text());
            }
        }
        saidLast = now;
    }
}
