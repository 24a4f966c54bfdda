package dev.weir.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.Change;
import dev.weir.cluster.Expire;
import dev.weir.cluster.Holding;
import dev.weir.cluster.Join;
import dev.weir.cluster.JoinAnswer;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.Order;
import dev.weir.cluster.Renew;
import dev.weir.cluster.RenewAnswer;
import dev.weir.cluster.SetLimit;
import dev.weir.cluster.WorkerRow;
import dev.weir.cluster.WriteLedger;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.fleet.InMemoryRecords;
import dev.weir.coordinator.plan.Allowances.Decision;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.WorkerProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Thousands of seeded schedules in virtual time: messages are delayed and lost, two leaders act on stale and torn views,
 * workers pause, die and come back. What all workers together could use never exceeds the size.
 */
@NullUnmarked // A null where there should be none fails the test anyway.
class AllowancesScheduleTest {
    private static final long FIRST_SEED = Long.getLong("weir.seed", 1);
    private static final int SEEDS = Integer.getInteger("weir.seeds", 3_000);
    private static final String LIMIT = "collectors";

    @Test
    void theSumNeverExceedsTheSizeAndEveryPermitComesBack() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            try {
                new World(seed).run();
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + " (replay: -Dweir.seed=" + seed + " -Dweir.seeds=1)", broken);
            }
        }
        System.out.println(SEEDS + " schedules from seed " + FIRST_SEED
                + "; a dead worker's permits were back at the latest " + longest + " ms after its last renewal");
        assertThat(longest).isLessThanOrEqualTo(12_000);
    }

    private static long longest;

    private static final class World {
        final Random random;
        final InMemoryRecords maps = new InMemoryRecords();
        final PriorityQueue<Event> events =
                new PriorityQueue<>(Comparator.<Event>comparingLong(Event::at).thenComparingLong(Event::order));
        final List<Worker> workers = new ArrayList<>();
        final List<Leader> leaders = new ArrayList<>();
        final int configured;
        int size;
        long bound;
        boolean faults = true;
        long now;
        long order;

        record Event(long at, long order, Runnable what) {}

        World(long seed) {
            random = new Random(seed);
            configured = 1 + random.nextInt(random.nextBoolean() ? 20 : 2_000);
            size = configured;
            bound = size;
            for (int i = 0, count = 1 + random.nextInt(5); i < count; i++) {
                workers.add(new Worker("w" + i));
            }
            leaders.add(new Leader());
            leaders.add(new Leader());
        }

        /** Somebody changes the limit while all goes on. */
        void resize() {
            int next = 1 + random.nextInt(2 * size + 10);
            if (maps.changeLedger(LIMIT, new SetLimit(next, random.nextBoolean())) >= 0) {
                size = next;
                bound = Math.max(bound, maps.ledgers.get(LIMIT).held());
            }
        }

        void run() {
            if (random.nextInt(3) == 0) {
                for (int i = 0; i < 3; i++) {
                    after(random.nextInt(50_000), this::resize);
                }
            }
            workers.forEach(each -> after(random.nextInt(3_000), each::tick));
            leaders.forEach(each -> after(random.nextInt(500), each::tick));
            runUntil(60_000);
            faults = false;
            leaders.get(1).retired = true;
            workers.forEach(each -> each.quiet = true);
            runUntil(120_000);
            Ledger ledger = maps.ledgers.get(LIMIT);
            assertThat(ledger).isNotNull();
            Map<String, Long> ceilings = new HashMap<>();
            ledger.holdings().forEach((holder, holding) -> ceilings.put(holder, holding.ceiling()));
            Map<String, Long> allowances = new HashMap<>();
            workers.stream()
                    .filter(each -> !each.dead)
                    .forEach(each -> allowances.put(WorkerRow.holder(each.name, each.epoch), each.allowance));
            assertThat(ceilings)
                    .as("at rest the ledger says what the workers have")
                    .isEqualTo(allowances);
            assertThat(allowances.values()).allMatch(each -> each <= 16);
            saturate();
            crash();
        }

        /** Some want without end, some nothing: hardly anything may lie idle. */
        void saturate() {
            List<Worker> alive = workers.stream().filter(each -> !each.dead).toList();
            if (alive.isEmpty()) {
                return;
            }
            alive.forEach(each -> each.quiet = random.nextInt(3) == 0);
            alive.getFirst().quiet = false;
            alive.forEach(each -> each.greedy = !each.quiet);
            runUntil(150_000);
            long used = alive.stream().mapToLong(each -> each.used).sum();
            assertThat(size - used)
                    .as("stranded of " + size)
                    .isLessThanOrEqualTo(Math.max(size * 2L / 100, alive.size()));
        }

        /** One dies that holds much; as soon as its lease is over all of it is back, for those who live. */
        void crash() {
            List<Worker> alive =
                    new ArrayList<>(workers.stream().filter(each -> !each.dead).toList());
            if (alive.size() < 2) {
                return;
            }
            Worker dies = alive.remove(random.nextInt(alive.size()));
            alive.forEach(each -> {
                each.quiet = false;
                each.greedy = true;
            });
            long renewed = dies.lastRenewal;
            dies.dead = true;
            String holder = WorkerRow.holder(dies.name, dies.epoch);
            long before = now;
            while (maps.ledgers.get(LIMIT).holdings().containsKey(holder)) {
                runUntil(events.element().at);
                assertThat(now - before).isLessThan(20_000);
            }
            longest = Math.max(longest, now - renewed);
            runUntil(now + 10_000);
            assertThat(alive.stream().mapToLong(each -> each.used).sum())
                    .as("all permits are in use again, of " + size)
                    .isGreaterThanOrEqualTo(size - Math.max(size * 2L / 100, alive.size()));
        }

        void runUntil(long end) {
            while (!events.isEmpty() && events.peek().at <= end) {
                Event next = events.poll();
                now = next.at;
                next.what.run();
                check();
            }
        }

        /** After every event, so without building a sentence that nobody needs. */
        void check() {
            long sum = 0;
            for (Worker each : workers) {
                sum += each.couldUse();
            }
            Ledger ledger = maps.ledgers.get(LIMIT);
            long held = ledger == null ? 0 : ledger.held();
            // After the limit was lowered the bound only falls until it is the limit.
            bound = ledger == null ? size : Math.max(size, Math.min(bound, held));
            if (sum > bound || held > bound) {
                throw new AssertionError("at " + now + " ms workers could use " + sum + ", the sum of ceilings was "
                        + held + ", and at most " + bound + " was expected");
            }
        }

        void after(long millis, Runnable what) {
            events.add(new Event(now + millis, order++, what));
        }

        long delay() {
            return !faults ? 1L : random.nextInt(10) == 0 ? random.nextInt(6_000) : random.nextInt(50);
        }

        boolean lost() {
            return faults && random.nextInt(20) == 0;
        }

        void send(Runnable onMap) {
            if (!lost()) {
                after(delay(), onMap);
            }
        }

        final class Worker {
            final String name;
            boolean dead;
            boolean quiet;
            boolean greedy;
            long lastRenewal;
            boolean joined;
            long epoch;
            long counter;
            long leaseEnd;
            long allowance;
            long seen;
            long used;
            long waiting;
            long pausedUntil;

            Worker(String name) {
                this.name = name;
            }

            long couldUse() {
                boolean acts = !dead && joined && seen > 0 && now < leaseEnd;
                return acts ? Math.max(allowance, used) : 0;
            }

            void tick() {
                if (dead) {
                    return;
                }
                after((faults && random.nextInt(4) == 0) || (greedy && used < allowance) ? 100 : 2_000, this::tick);
                if (faults && random.nextInt(200) == 0) {
                    dead = true;
                    return;
                }
                if (faults && random.nextInt(60) == 0) {
                    pausedUntil = now + random.nextInt(25_000);
                }
                if (now < pausedUntil) {
                    return;
                }
                live();
                if (joined) {
                    renew();
                } else {
                    join();
                }
            }

            /** Collectors start, wait and end, as far as the allowance reaches. */
            void live() {
                if (greedy) {
                    boolean may = now < leaseEnd && seen > 0;
                    used = may ? Math.max(used, allowance) : used;
                    waiting = 2L * size;
                    return;
                }
                if (quiet) {
                    used = 0;
                    waiting = 0;
                    return;
                }
                used -= used == 0 ? 0 : random.nextLong(used + 1) / (1 + random.nextInt(4));
                long wanted = random.nextInt(3) == 0 ? 0 : random.nextInt(size + 1);
                boolean acts = now < leaseEnd && seen > 0;
                long taken = acts ? Math.min(wanted, Math.max(0, allowance - used)) : 0;
                used += taken;
                waiting = acts ? wanted - taken : 0;
            }

            Report report() {
                return new Report(
                        seen, List.of(), List.of(new LimitUse(LIMIT, Math.max(allowance, used), used, waiting)));
            }

            void join() {
                Join join = new Join(name, name, epoch, new WorkerProfile(9, "1", "", ""), report());
                long before = epoch;
                send(() -> {
                    JoinAnswer answer = maps.changeWorker(name, join);
                    if (!lost()) {
                        after(delay(), () -> {
                            if (!joined && answer.joined() && epoch == before) {
                                joined = true;
                                epoch = answer.epoch();
                                counter = 0;
                            }
                        });
                    }
                });
            }

            void renew() {
                long sent = now;
                lastRenewal = now;
                long number = ++counter;
                long sentEpoch = epoch;
                Renew renew = new Renew(epoch, name, number, report());
                send(() -> {
                    RenewAnswer answer = maps.changeWorker(name, renew);
                    if (!lost()) {
                        after(delay(), () -> answered(answer, sent, number, sentEpoch));
                    }
                });
            }

            void answered(RenewAnswer answer, long sent, long number, long sentEpoch) {
                if (dead || !joined || epoch != sentEpoch || number != counter || now < pausedUntil) {
                    return;
                }
                if (!answer.granted()) {
                    joined = false;
                    seen = 0;
                    allowance = 0;
                    leaseEnd = now;
                    return;
                }
                if (now >= sent + 8_000) {
                    return;
                }
                leaseEnd = Math.max(leaseEnd, sent + 8_000);
                Orders orders = answer.orders();
                if (orders.sequence() > 0) {
                    allowance = orders.allowances().getOrDefault(LIMIT, 0L);
                    // The shards of an epoch that ended went to others, and their collectors with them.
                    used = seen == 0 ? Math.min(used, allowance) : used;
                    seen = orders.sequence();
                }
            }
        }

        final class Leader {
            final Watch watch = new Watch();
            final IdleCounters idle = new IdleCounters();
            boolean retired;

            void tick() {
                if (retired) {
                    return;
                }
                long due = watch.untilStaleNanos(now * 1_000_000) / 1_000_000;
                long rest = due == 0 ? 250 : Math.clamp(due, 50, 250);
                after(faults && random.nextInt(30) == 0 ? 3_000 : rest, this::tick);
                List<WorkerRow> rows = List.copyOf(maps.workers.values());
                // Torn: the ledger is read some time after the rows.
                after(faults ? random.nextInt(300) : 0, () -> plan(rows));
            }

            void plan(List<WorkerRow> rows) {
                Ledger before = maps.ledgers.get(LIMIT);
                FleetView view = FleetView.of(1, rows, List.of(), before == null ? List.of() : List.of(before));
                Map<String, Long> counters = new HashMap<>();
                view.named().forEach(holder -> counters.put(holder, Watch.NO_ROW));
                rows.forEach(row -> counters.put(row.holder(), row.counter()));
                watch.look(counters, now * 1_000_000);
                boolean expired = false;
                for (WorkerRow row : view.alive()) {
                    if (watch.stale(now * 1_000_000).contains(row.holder())) {
                        later(row.worker(), new Expire(row.epoch(), row.counter()), _ -> {});
                        expired = true;
                    }
                }
                if (expired) {
                    // As the control loop does: the round after an expiry follows at once.
                    after(50, () -> plan(List.copyOf(maps.workers.values())));
                }
                List<Demand> demands = view.alive().stream().map(this::demand).toList();
                long wanted = before != null && before.pinned() ? before.size() : configured;
                Decision decision = Allowances.decide(LIMIT, before, wanted, demands, others(view, before), true);
                send(() -> {
                    boolean written = decision.ledger().equals(before)
                            ? decision.ledger().equals(maps.ledgers.get(LIMIT))
                            : maps.changeLedger(LIMIT, new WriteLedger(decision.ledger()));
                    if (!lost()) {
                        after(delay(), () -> view.alive().forEach(row -> order(row, decision, written)));
                    }
                });
            }

            private Map<String, Long> others(FleetView view, Ledger before) {
                Map<String, Long> others = new HashMap<>();
                if (before != null) {
                    before.holdings().forEach((holder, holding) -> others.put(holder, holding.ceiling()));
                }
                others.keySet().removeIf(holder -> over(view, holder));
                return others;
            }

            Demand demand(WorkerRow row) {
                LimitUse use = row.report().limits().getFirst();
                long allowance = row.orders().allowances().getOrDefault(LIMIT, 0L);
                long idleFor = idle.look(row, Allowances.idle(allowance, use.used(), use.waiting(), size));
                return new Demand(
                        row.holder(),
                        row.orders().sequence(),
                        allowance,
                        FleetView.ordersSeen(row),
                        use.held(),
                        use.used(),
                        use.waiting(),
                        idleFor);
            }

            void order(WorkerRow row, Decision decision, boolean written) {
                long current = row.orders().allowances().getOrDefault(LIMIT, 0L);
                long next = written ? decision.allowances().getOrDefault(row.holder(), 0L) : current;
                Holding holding = decision.ledger().holdings().get(row.holder());
                boolean forced =
                        holding != null && holding.sequence() > row.orders().sequence();
                if (!written && row.orders().sequence() == 0) {
                    return;
                }
                if (row.orders().sequence() == 0 || next != current || forced || random.nextInt(50) == 0) {
                    Orders orders = new Orders(row.orders().sequence() + 1, 1, Map.of(), Map.of(LIMIT, next), Map.of());
                    later(row.worker(), new Order(row.epoch(), orders), _ -> {});
                }
            }

            <R> void later(String worker, Change<WorkerRow, R> change, Consumer<R> then) {
                send(() -> then.accept(maps.changeWorker(worker, change)));
            }

            boolean over(FleetView view, String holder) {
                int at = holder.indexOf('@');
                return view.over(holder.substring(0, at), Long.parseLong(holder.substring(at + 1)));
            }
        }
    }
}
