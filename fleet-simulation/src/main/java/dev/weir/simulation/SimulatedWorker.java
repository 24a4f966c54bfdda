package dev.weir.simulation;

import dev.weir.cluster.Change;
import dev.weir.cluster.FleetUnavailable;
import dev.weir.cluster.TakeSlot;
import dev.weir.cluster.WorkerRow;
import dev.weir.model.LimitName;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardId;
import dev.weir.model.WorkerId;
import dev.weir.model.WorkerProfile;
import dev.weir.worker.cluster.Crew;
import dev.weir.worker.cluster.Enrolment;
import dev.weir.worker.cluster.WorkerRows;
import dev.weir.worker.gateway.InvalidShare;
import dev.weir.worker.roster.Holdings;
import dev.weir.worker.shard.WorkerLease;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A worker: the real enrolment, lease and holdings; its shards' connections are simulated. */
final class SimulatedWorker extends Actor implements Crew, WorkerRows {
    static final String LIMIT = "collectors";
    static final long LIMIT_SIZE = 40;
    /** Answers of Discord that count towards a ban, of the whole fleet in ten minutes. */
    static final long INVALID_SIZE = 300;

    final int index;
    final WorkerLease lease;
    final Holdings<SimulatedShard> holdings;
    final Callers callers;
    final InvalidShare invalid;
    private final Enrolment enrolment;
    private final Strand strand;
    private long lastRound;
    private long wakeAt;
    private boolean closing;
    private boolean stopping;

    SimulatedWorker(World world, int index, String nonce, Clock clock) {
        super(world, "w" + (index + 1), clock);
        this.index = index;
        this.lease = new WorkerLease(clock::nanos, clock::wallMillis);
        this.holdings = new Holdings<>(new Holdings.Hands<>() {
            @Override
            public SimulatedShard takeUp(ShardId shard, long token) {
                return new SimulatedShard(SimulatedWorker.this, shard, token);
            }

            @Override
            public void giveUp(int index, SimulatedShard shard) {
                if (holdings.letGo(index) != null) {
                    shard.close();
                }
            }
        });
        this.callers = new Callers(this);
        this.invalid = new InvalidShare(clock::nanos);
        invalid.joins(this::hint);
        this.enrolment = new Enrolment(
                new WorkerId(name),
                nonce,
                new WorkerProfile(world.schedule.mostShards(), "1", "", "http://x"),
                this,
                lease,
                this,
                clock::nanos);
        this.strand = new Strand(this::live);
    }

    void start() {
        after(world.random.nextLong(World.seconds(1)), strand::resume);
    }

    private void live() {
        while (!stopping) {
            lastRound = world.now;
            enrolment.round();
            world.check(this);
            sleepUntil(lastRound + enrolment.afterNanos(false));
        }
        enrolment.leave();
        die();
    }

    private void sleepUntil(long at) {
        wakeAt = at;
        resumeAt(at);
        while (world.now < wakeAt && !stopping) {
            strand.await();
        }
    }

    private void resumeAt(long at) {
        after(Math.max(0, at - world.now), () -> {
            if (at == wakeAt && at <= world.now) {
                strand.resume();
            }
        });
    }

    /** Renews soon. */
    void hint() {
        long soonest = Math.max(world.now + 1, lastRound + enrolment.afterNanos(true));
        if (wakeAt > world.now && soonest < wakeAt) {
            wakeAt = soonest;
            resumeAt(soonest);
        }
    }

    /** SIGTERM: gives everything up, then says goodbye. */
    void stop() {
        stop(World.seconds(2));
    }

    /** The same, when there is so much to give up. */
    void stop(long within) {
        closing = true;
        callers.close();
        List.copyOf(holdings.held().keySet()).forEach(each -> {
            SimulatedShard shard = holdings.letGo(each);
            if (shard != null) {
                shard.close();
            }
        });
        after(within, () -> {
            stopping = true;
            wakeAt = world.now;
            resumeAt(world.now);
        });
    }

    @Override
    void die() {
        super.die();
        strand.kill();
    }

    /** Whether it is in the fleet: a second process of its name waits outside, and has nothing. */
    boolean joined() {
        return enrolment.epoch() != 0;
    }

    boolean cut() {
        return world.cut(index);
    }

    List<SimulatedShard> shards() {
        List<SimulatedShard> all = new ArrayList<>(holdings.held().values());
        all.addAll(holdings.leaving().values());
        return all;
    }

    @Nullable
    SimulatedShard shard(int shard) {
        SimulatedShard held = holdings.held().get(shard);
        return held != null ? held : holdings.leaving().get(shard);
    }

    /** What its collectors use or could begin to use, once it acts for a shard again. */
    long running() {
        return Math.max(callers.allowance(), callers.used());
    }

    /** What its collectors could be using. They belong to shards: to be asked only while it acts for one. */
    long couldUse() {
        return holdings.ordersSeen() > 0 ? Math.max(callers.allowance(), callers.acting()) : 0;
    }

    @Override
    public Report report() {
        long now = clock.nanos();
        return new Report(
                holdings.ordersSeen(),
                holdings.statuses(now),
                List.of(callers.use(), invalid()),
                holdings.live(now),
                world.proof(index));
    }

    private LimitUse invalid() {
        LimitUse use = invalid.use();
        return world.sabotage == Sabotage.FRESH_WORKERS_CLAIM_ALL && holdings.ordersSeen() == 0
                ? new LimitUse(use.limit(), INVALID_SIZE, INVALID_SIZE, use.waiting())
                : use;
    }

    /** A request, which Discord may refuse; false when none may be sent. */
    boolean request() {
        if (!invalid.open()) {
            return false;
        }
        if (world.random.nextInt(60) == 0) {
            invalid.count();
            world.referee.refused(name);
        }
        return true;
    }

    @Override
    public void follow(Orders orders) {
        if (orders.sequence() == 0 || closing) {
            return;
        }
        long allowed = orders.allowances().getOrDefault(LIMIT, 0L);
        if (holdings.ordersSeen() == 0) {
            callers.allowAnew(allowed);
        } else {
            callers.allow(allowed);
        }
        invalid.allow(orders.allowances().get(LimitName.DISCORD_INVALID));
        holdings.follow(orders);
        world.note(name, "follows", orders);
    }

    @Override
    public void epochOver() {
        holdings.epochOver();
        callers.allow(0);
        world.note(name, "is out", "");
    }

    @Override
    public void renewed(boolean granted) {
        holdings.held().values().forEach(SimulatedShard::tryToIdentify);
        if (!closing) {
            holdings.fence(clock.nanos());
        }
    }

    @Override
    public <R> R change(Change<WorkerRow, R> change) {
        Question<R> question = new Question<>(() -> world.maps.changeWorker(name, change), _ -> strand.resume());
        question.ask();
        while (!question.done) {
            strand.await();
        }
        R answer = question.answer;
        if (answer == null) {
            throw new FleetUnavailable("no answer within 2 s", null);
        }
        return answer;
    }

    /** Takes an identify slot; told what became of it, false when nobody knows. */
    void take(TakeSlot slot, Consumer<Boolean> told) {
        new Question<>(() -> world.maps.changeIdentifyBook(slot), answer -> told.accept(answer != null && answer))
                .ask();
    }

    /** A change that is asked for over the network, with the real time-out: the answer may be late or lost, the change made twice. */
    private final class Question<R> {
        private final Supplier<R> change;
        private final Consumer<@Nullable R> told;
        private @Nullable R answer;
        private boolean done;

        Question(Supplier<R> change, Consumer<@Nullable R> told) {
            this.change = change;
            this.told = told;
        }

        void ask() {
            send(false);
            if (world.badNetwork() && world.random.nextInt(6) == 0) {
                send(true);
            }
            after(World.seconds(2), () -> settle(null));
        }

        private void send(boolean repeated) {
            long there = repeated ? world.random.nextLong(World.seconds(6)) : world.delay();
            boolean lost = world.loses();
            world.at(world.now + there, () -> arrive(lost || cut()));
        }

        private void arrive(boolean lost) {
            if (lost) {
                return;
            }
            if (!world.majority()) {
                // The request waits in the socket of a coordinator that stands still, and is served when that wakes.
                long wakes = world.wakesAt();
                if (wakes > world.now) {
                    world.at(wakes + world.random.nextLong(World.millis(50)), () -> arrive(false));
                }
                return;
            }
            R made = change.get();
            if (!world.loses() && !cut() && world.ill(index) != Ill.DEAF) {
                after(world.delay(), () -> settle(made));
            }
        }

        private void settle(@Nullable R what) {
            if (!done) {
                done = true;
                answer = what;
                told.accept(what);
            }
        }
    }
}
