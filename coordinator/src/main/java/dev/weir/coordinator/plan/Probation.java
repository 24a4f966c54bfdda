package dev.weir.coordinator.plan;

import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.BotProof;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.Standing;
import dev.weir.model.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which workers are given shards, and which give back what they have.
 *
 * <p>A worker proves itself: its own try of its bot first, then one shard that it brings to ACTIVE. One that does not bring a shard
 * there, or that Discord refuses, gives the shard back and is set aside, for one minute and twice as long each further time; only
 * what fails on every worker that could try, or on three, is the shard's fault. When other workers do no better nothing is taken
 * from anyone.
 *
 * <p>Owned by the control loop; made anew with each leadership. What a new leader must know of workers it reads from their orders.
 */
public final class Probation {
    /** How long an owner may take to bring a shard to ACTIVE. To wait for its turn to identify does not count. */
    static final Duration BOUND = Duration.ofSeconds(30);

    /** How long a worker that renews may say that it may not act. */
    static final Duration FENCED_BOUND = Duration.ofSeconds(15);

    /** How long a worker that renews may take to follow orders. */
    static final Duration DEAF_AFTER = Duration.ofSeconds(20);

    /** So long a worker must have been here before it is given what others serve; doubled each time it ended early. */
    static final Duration SETTLE = Duration.ofSeconds(3);

    static final Duration MOST_SETTLE = Duration.ofMinutes(10);

    /** A worker that ends sooner ended early. */
    static final Duration EARLY = Duration.ofMinutes(1);

    static final Duration FIRST_DISTANCE = Duration.ofMinutes(1);
    static final Duration MOST_DISTANCE = Duration.ofMinutes(30);

    /** So long after it may be tried again a worker's failures still count. */
    static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** A shard that fails on so many workers is at fault itself. */
    static final int MOST_WORKERS = 3;

    /** Fewer than these are no mass. */
    private static final int MASS = 3;

    /** A longer gap between two looks is not counted: nothing is known of it. */
    private static final Duration GAP = Duration.ofSeconds(1);

    private final FleetBot bot = new FleetBot();
    private final Map<String, Seen> seen = new HashMap<>();
    private final Map<String, Early> early = new HashMap<>();
    private final Map<String, Failure> failures = new HashMap<>();
    private final Map<Integer, Wait> waits = new HashMap<>();
    private final Map<Integer, Map<String, Long>> triedBy = new HashMap<>();
    private final Map<String, Unheard> unheard = new HashMap<>();
    /** By holder, its shards that are ACTIVE now; made anew with each look. */
    private Map<String, Integer> active = Map.of();

    private long lastLookNanos;
    private boolean looked;

    /** A process of a worker, since when this leader knows it. */
    private record Seen(String worker, long sinceNanos) {}

    /** How often processes of one worker ended early. */
    private record Early(int times, long lastNanos) {}

    private record Failure(
            int times,
            long untilNanos,
            Trouble trouble,
            String text,
            @Nullable Integer shard) {}

    /** How long an owner has tried to bring a shard to ACTIVE, and how long it says of it that it may not act. */
    private record Wait(String holder, long token, long nanos, long fencedNanos) {}

    /** Orders that a worker has not followed yet, for how long. */
    private record Unheard(long sequence, long nanos) {}

    /** What a round finds; what it remembers is in the fields of the class. */
    private static final class Found {
        final Map<String, Standing> standings = new TreeMap<>();
        final Map<String, Grade> grades = new TreeMap<>();
        final Map<Integer, String> takenBack = new TreeMap<>();
        final Set<Integer> refused = new HashSet<>();
    }

    /** A shard that its owner does not bring to ACTIVE. */
    private record Failing(int shard, WorkerRow row, Trouble trouble, String text) {}

    /**
     * Looks at the fleet.
     *
     * @param ownApplication that of the coordinator's token, or null
     * @param wallMillis for people
     */
    public Standings look(FleetView view, long nowNanos, long wallMillis, @Nullable Long ownApplication) {
        long passed = looked ? nowNanos - lastLookNanos : 0;
        passed = passed > GAP.toNanos() ? 0 : passed;
        looked = true;
        lastLookNanos = nowNanos;
        List<WorkerRow> inOrder = remember(view, nowNanos);
        active = active(view);
        bot.look(active, inOrder, ownApplication, nowNanos);
        Found found = new Found();
        List<Failing> failing = failing(view, passed);
        judge(view, failing, found, nowNanos);
        for (WorkerRow row : view.alive()) {
            Standing stands = standing(view, row, passed, nowNanos);
            Standing before = row.orders().standing();
            found.standings.put(
                    row.worker(),
                    stands.says(before) && before.sinceMillis() != 0
                            ? before
                            : new Standing(stands.kind(), stands.trouble(), stands.text(), wallMillis));
            found.grades.put(row.worker(), grade(row, stands, nowNanos));
            takeBack(view, row, stands, found);
        }
        return new Standings(found.standings, found.grades, found.takenBack, found.refused);
    }

    private static Map<String, Integer> active(FleetView view) {
        Map<String, Integer> active = new HashMap<>();
        for (int shard = 0; shard < view.shardCount(); shard++) {
            ShardStatus status = view.observed(shard);
            WorkerRow owner = view.owner(shard);
            if (status != null && owner != null && status.phase() == ShardPhase.ACTIVE) {
                active.merge(owner.holder(), 1, Integer::sum);
            }
        }
        return active;
    }

    /** Takes note of who has come and gone; answers the living in the order of their coming. */
    private List<WorkerRow> remember(FleetView view, long nowNanos) {
        Map<String, WorkerRow> alive = new HashMap<>();
        for (WorkerRow row : view.alive()) {
            alive.put(process(row), row);
            if (seen.putIfAbsent(process(row), new Seen(row.worker(), nowNanos)) == null) {
                inherit(row, nowNanos);
            }
        }
        seen.entrySet().removeIf(each -> {
            boolean gone = !alive.containsKey(each.getKey());
            Seen one = each.getValue();
            if (gone && nowNanos - one.sinceNanos < EARLY.toNanos()) {
                int times = early.containsKey(one.worker) ? early.get(one.worker).times : 0;
                early.put(one.worker, new Early(Math.min(times + 1, 30), nowNanos));
            }
            return gone;
        });
        early.values()
                .removeIf(each -> nowNanos - each.lastNanos > FIRST_DISTANCE.toNanos() + 3 * MOST_SETTLE.toNanos());
        failures.entrySet().removeIf(each -> nowNanos - each.getValue().untilNanos > REMEMBERED.toNanos());
        unheard.keySet().retainAll(view.alive().stream().map(WorkerRow::holder).toList());
        waits.keySet().removeIf(shard -> shard >= view.shardCount());
        triedBy.keySet().removeIf(shard -> shard >= view.shardCount());
        List<WorkerRow> inOrder = new ArrayList<>(view.alive());
        inOrder.sort(Comparator.comparingLong((WorkerRow row) -> since(row, nowNanos))
                .thenComparing(WorkerRow::worker));
        return inOrder;
    }

    /** A former leader had set it aside for what it did: that is not forgotten with the leader. */
    private void inherit(WorkerRow row, long nowNanos) {
        Standing before = row.orders().standing();
        Trouble trouble = before.trouble();
        if (trouble == Trouble.NOT_ACTIVE || trouble == Trouble.REFUSED || trouble == Trouble.DEAF) {
            failures.putIfAbsent(
                    process(row), new Failure(1, nowNanos + FIRST_DISTANCE.toNanos(), trouble, before.text(), null));
        }
    }

    private static String process(WorkerRow row) {
        return row.worker() + "/" + row.nonce();
    }

    private long since(WorkerRow row, long nowNanos) {
        Seen one = seen.get(process(row));
        return one == null ? nowNanos : one.sinceNanos;
    }

    private List<Failing> failing(FleetView view, long passed) {
        List<Failing> failing = new ArrayList<>();
        for (int shard = 0; shard < view.shardCount(); shard++) {
            WorkerRow owner = view.owner(shard);
            long token = view.record(shard).token();
            Long ordered = owner == null ? null : owner.orders().shards().get(shard);
            if (owner == null || ordered == null || ordered != token) {
                waits.remove(shard);
                continue;
            }
            ShardStatus status = view.observed(shard);
            ShardPhase phase = status == null ? null : status.phase();
            if (phase == ShardPhase.ACTIVE) {
                waits.remove(shard);
                worked(shard, owner);
            } else if (status != null && phase == ShardPhase.QUARANTINED && isOfWhoAsked(status.closeCode())) {
                failing.add(new Failing(
                        shard,
                        owner,
                        Trouble.REFUSED,
                        "Discord closed shard " + shard + " of this worker for good with code " + status.closeCode()
                                + " (" + meaning(status.closeCode()) + ")"));
            } else {
                boolean counts = phase != ShardPhase.WAITING_TO_IDENTIFY
                        && phase != ShardPhase.STOPPING
                        && phase != ShardPhase.QUARANTINED;
                Wait last = waits.get(shard);
                Wait before = last != null && last.token == token && last.holder.equals(owner.holder())
                        ? last
                        : new Wait(owner.holder(), token, 0, 0);
                long nanos = before.nanos + (counts ? passed : 0);
                long fenced = phase == ShardPhase.FENCED ? before.fencedNanos + passed : 0;
                waits.put(shard, new Wait(owner.holder(), token, nanos, fenced));
                if (nanos >= BOUND.toNanos()) {
                    failing.add(new Failing(
                            shard,
                            owner,
                            Trouble.NOT_ACTIVE,
                            "shard " + shard + " did not become ACTIVE on this worker within " + BOUND.toSeconds()
                                    + " s"));
                }
            }
        }
        return failing;
    }

    private void worked(int shard, WorkerRow owner) {
        Map<String, Long> tried = triedBy.get(shard);
        if (tried != null && tried.remove(process(owner)) != null) {
            Failure failure = failures.get(process(owner));
            if (failure != null && failure.shard != null && failure.shard == shard) {
                failures.remove(process(owner));
            }
        }
    }

    /** Codes that say something about the token and the intents of the process that met them. */
    public static boolean isOfWhoAsked(int closeCode) {
        return closeCode == 4004 || closeCode == 4013 || closeCode == 4014;
    }

    private static String meaning(int closeCode) {
        return switch (closeCode) {
            case 4004 -> "it refuses the token";
            case 4013 -> "the intents are invalid";
            default -> "an intent is not switched on for the application";
        };
    }

    private void judge(FleetView view, List<Failing> failing, Found found, long nowNanos) {
        Set<String> slow = new HashSet<>();
        failing.stream()
                .filter(each -> each.trouble == Trouble.NOT_ACTIVE)
                .forEach(each -> slow.add(each.row.worker()));
        boolean mass = slow.size() >= MASS && slow.size() * 3 > view.alive().size();
        for (Failing each : failing) {
            Map<String, Long> triedAt = triedBy.computeIfAbsent(each.shard, _ -> new HashMap<>());
            triedAt.entrySet()
                    .removeIf(
                            one -> !seen.containsKey(one.getKey()) || nowNanos - one.getValue() > REMEMBERED.toNanos());
            Set<String> tried = triedAt.keySet();
            boolean refused = each.trouble == Trouble.REFUSED;
            boolean held = !refused && mass;
            boolean others = view.alive().stream().anyMatch(row -> couldTry(view, row, each, tried, slow, nowNanos));
            if (!held && others && tried.size() < MOST_WORKERS) {
                triedAt.put(process(each.row), nowNanos);
                fail(each.row, each.trouble, each.text, each.shard, nowNanos);
                found.takenBack.put(each.shard, each.text);
            } else if (!held) {
                if (refused) {
                    found.refused.add(each.shard);
                }
                forgive(each.shard, tried);
            }
        }
    }

    /** Whether another worker is likely to do better. */
    private boolean couldTry(
            FleetView view, WorkerRow row, Failing failing, Set<String> tried, Set<String> slow, long nowNanos) {
        BotProof proof = row.report().proof();
        return !row.worker().equals(failing.row.worker())
                && !row.draining()
                && !tried.contains(process(row))
                && row.orders().standing().trouble() == null
                && proof.trouble() == null
                && !isAside(row, nowNanos)
                && !bot.isAnother(proof)
                && !bot.asksForOthers(proof)
                && !slow.contains(row.worker())
                && (serves(view, row) || (failing.trouble == Trouble.REFUSED && proof.isGood()));
    }

    /** Whether a worker shows that Discord can be reached: by what it serves, or, while it has no shard, by its own try. */
    private boolean serves(FleetView view, WorkerRow row) {
        return active(row) > 0
                || (view.ownedBy(row).isEmpty() && row.report().proof().isGood());
    }

    private int active(WorkerRow row) {
        return active.getOrDefault(row.holder(), 0);
    }

    private boolean isAside(WorkerRow row, long nowNanos) {
        Failure failure = failures.get(process(row));
        return failure != null && nowNanos - failure.untilNanos < 0;
    }

    private void fail(WorkerRow row, Trouble trouble, String text, @Nullable Integer shard, long nowNanos) {
        Failure before = failures.get(process(row));
        if (before != null && nowNanos - before.untilNanos < 0) {
            return;
        }
        int times = before == null ? 1 : before.times + 1;
        Duration distance = FIRST_DISTANCE.multipliedBy(1L << Math.min(times - 1, 10));
        long until = nowNanos + (distance.compareTo(MOST_DISTANCE) > 0 ? MOST_DISTANCE : distance).toNanos();
        failures.put(process(row), new Failure(times, until, trouble, text, shard));
    }

    /** It was the shard. */
    private void forgive(int shard, Set<String> tried) {
        for (String process : tried) {
            Failure failure = failures.get(process);
            if (failure != null && failure.shard != null && failure.shard == shard) {
                failures.remove(process);
            }
        }
    }

    private Standing standing(FleetView view, WorkerRow row, long passed, long nowNanos) {
        Standing before = row.orders().standing();
        if (before.kind() == Standing.Kind.DISMISSED) {
            return before;
        }
        BotProof proof = row.report().proof();
        Long application = bot.application();
        Integer intents = bot.intents();
        if (bot.isAnother(proof)) {
            return aside(
                    Trouble.OTHER_BOT,
                    "its token belongs to the application " + proof.application() + ", the fleet serves "
                            + application);
        }
        if (bot.asksForOthers(proof)) {
            return aside(
                    Trouble.INTENTS,
                    "it asks for the intents " + proof.intents() + ", the fleet for " + intents
                            + ": expected the same discord.intents on every worker");
        }
        if ((isDeaf(row, passed) || isFenced(view, row)) && !view.ownedBy(row).isEmpty() && othersServe(view, row)) {
            String text = "it renews, and does not hear the answers: its renewals are granted no more";
            fail(row, Trouble.DEAF, text, null, nowNanos);
            return new Standing(Standing.Kind.DISMISSED, Trouble.DEAF, text, 0);
        }
        if (proof.trouble() != null && proof.detail() != null) {
            return aside(proof.trouble(), proof.detail());
        }
        Failure failure = failures.get(process(row));
        if (failure != null && isAside(row, nowNanos)) {
            return aside(failure.trouble, failure.text);
        }
        boolean proven = active(row) > 0 || (before.kind() == Standing.Kind.PROVEN);
        return new Standing(proven ? Standing.Kind.PROVEN : Standing.Kind.UNPROVEN, null, "", 0);
    }

    private static Standing aside(Trouble trouble, String text) {
        return new Standing(Standing.Kind.SET_ASIDE, trouble, text, 0);
    }

    /** Whether it has not followed orders for long, though it renews: one that is silent is expired. */
    private boolean isDeaf(WorkerRow row, long passed) {
        long written = row.orders().sequence();
        long followed = FleetView.ordersSeen(row);
        Unheard last = unheard.get(row.holder());
        if (written == 0 || followed >= written) {
            unheard.remove(row.holder());
            return false;
        }
        Unheard before = last != null && followed < last.sequence ? last : new Unheard(written, 0);
        Unheard now = new Unheard(before.sequence, before.nanos + passed);
        unheard.put(row.holder(), now);
        return now.nanos >= DEAF_AFTER.toNanos();
    }

    /** Whether it has long said of a shard that it may not act for it, though it renews. */
    private boolean isFenced(FleetView view, WorkerRow row) {
        return view.ownedBy(row).stream().anyMatch(desired -> {
            Wait wait = waits.get(desired.index());
            return wait != null && wait.fencedNanos >= FENCED_BOUND.toNanos();
        });
    }

    private boolean othersServe(FleetView view, WorkerRow row) {
        return view.alive().stream()
                .anyMatch(other -> !other.worker().equals(row.worker())
                        && !other.draining()
                        && other.orders().standing().trouble() == null
                        && serves(view, other)
                        && !bot.isAnother(other.report().proof())
                        && !bot.asksForOthers(other.report().proof()));
    }

    private Grade grade(WorkerRow row, Standing stands, long nowNanos) {
        return switch (stands.kind()) {
            case DISMISSED -> Grade.ASIDE;
            case SET_ASIDE -> isOfOldFailure(row, stands) ? Grade.LAST_RESORT : Grade.ASIDE;
            case PROVEN -> Grade.PROVEN;
            case UNPROVEN -> {
                if (!row.report().proof().isGood()) {
                    yield Grade.UNTRIED;
                }
                yield nowNanos - since(row, nowNanos) < settle(row).toNanos() ? Grade.YOUNG : Grade.FRESH;
            }
        };
    }

    private static boolean isOfOldFailure(WorkerRow row, Standing stands) {
        Trouble trouble = stands.trouble();
        return row.report().proof().isGood() && (trouble == Trouble.NOT_ACTIVE || trouble == Trouble.REFUSED);
    }

    private Duration settle(WorkerRow row) {
        Early times = early.get(row.worker());
        Duration settle = SETTLE.multipliedBy(1L << Math.min(times == null ? 0 : times.times, 10));
        return settle.compareTo(MOST_SETTLE) > 0 ? MOST_SETTLE : settle;
    }

    /** What another bot serves is served to nobody; what a worker that is set aside has not begun others can begin. */
    private static void takeBack(FleetView view, WorkerRow row, Standing stands, Found found) {
        Trouble trouble = stands.trouble();
        if (stands.kind() != Standing.Kind.SET_ASIDE || trouble == null) {
            return;
        }
        boolean all = trouble == Trouble.OTHER_BOT || trouble == Trouble.INTENTS;
        view.ownedBy(row).forEach(desired -> {
            ShardStatus status = view.observed(desired.index());
            boolean notBegun = status != null
                    && status.identifies() == 0
                    && (status.phase() == ShardPhase.CONNECTING || status.phase() == ShardPhase.WAITING_TO_IDENTIFY);
            if (all || notBegun) {
                found.takenBack.putIfAbsent(
                        desired.index(), row.worker() + " is set aside, " + trouble.code() + ": " + stands.text());
            }
        });
    }
}
