package dev.weir.worker.admission;

import dev.weir.model.LimitUse;
import dev.weir.worker.shard.ActingGate;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The permits that this worker may hand out: of the fleet's limit up to the allowance in its orders, and of the limits that
 * it keeps by itself.
 *
 * <p>Handing one out is one compare-and-set for each limit that applies, all or none, without a lock as long as nobody
 * waits. Who finds none waits in a bounded queue that is fair between tenants; every one that waits is answered once.
 */
public final class PermitPool implements Admission, AutoCloseable {
    private static final VarHandle RELEASED;

    static {
        try {
            RELEASED = MethodHandles.lookup().findVarHandle(Held.class, "released", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String limit;
    private final LocalLimits limits;
    private final ActingGate lease;
    private final MemoryAccount memory;
    private final LongSupplier nanoTime;
    private final Runnable onShortage;
    private final ScheduledExecutorService timeouts;
    private final Cell fleet;
    private final Scopes scopes;
    private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
    private volatile HeapPressure pressure = HeapPressure.NONE;

    /** Those whom only the fleet's and the worker's limit hold back; who comes while there are any waits behind them. */
    private volatile int waiting;

    private volatile int waitingWeight;

    private final ReentrantLock queueLock = new ReentrantLock();
    // Guarded by the lock.
    private final FairQueue<Waiter> queue;
    private final Pace pace = new Pace();
    private long ordered;
    private boolean closed;

    /**
     * Makes a pool without any permit; the first orders bring some.
     *
     * @param limit name of the fleet's limit
     * @param limits those of this worker
     * @param lease whether this worker may act at all
     * @param memory what collectors take of the heap; as long as its budget is used up nobody comes in
     * @param onShortage called when somebody has to wait: asks the fleet for more; must not block
     * @param timeouts ends the patience of those who wait
     */
    public PermitPool(
            String limit,
            LocalLimits limits,
            ActingGate lease,
            MemoryAccount memory,
            LongSupplier nanoTime,
            Runnable onShortage,
            ScheduledExecutorService timeouts) {
        this.limit = limit;
        this.limits = limits;
        this.lease = lease;
        this.memory = memory;
        this.nanoTime = nanoTime;
        this.onShortage = onShortage;
        this.timeouts = timeouts;
        this.fleet = new Cell(limit, Cell.Reach.ALL, null, 0);
        this.scopes = new Scopes(fleet, limits);
        this.queue = new FairQueue<>(limits.shares());
        for (Refusal each : Refusal.values()) {
            refusals.put(each, new LongAdder());
        }
    }

    @Override
    public Answer request(Demand demand) {
        if (!lease.open(nanoTime.getAsLong())) {
            return refused(Refusal.LEASE, "this worker's lease is uncertain; it may start nothing now");
        }
        if (shortOfMemory()) {
            return refused(Refusal.MEMORY, "the limit 'heap' is reached: this worker's memory is nearly full");
        }
        Cell[] cells = scopes.of(demand);
        Cell blocker = fleet;
        if (waiting == 0) {
            blocker = Scopes.take(cells, demand.weight());
            if (blocker == null) {
                return new Answer.Admitted(new Held(cells, demand.weight()));
            }
            // What was taken and given back again may have looked used up to somebody else meanwhile.
            wakeFor(cells);
        }
        return wait(demand, cells, blocker);
    }

    @Override
    public MemoryAccount memory() {
        return memory;
    }

    private boolean shortOfMemory() {
        return pressure == HeapPressure.REFUSE || memory.full();
    }

    private Answer wait(Demand demand, Cell[] cells, Cell blocker) {
        for (Cell cell : cells) {
            if (cell != fleet && demand.weight() > cell.allowance() && !cell.retired()) {
                return refused(
                        Refusal.TOO_LARGE,
                        "it takes " + demand.weight() + " permits, more than the limit '" + cell.limit + "' of "
                                + cell.allowance());
            }
        }
        if (demand.patience().isZero()) {
            return refused(Refusal.NO_PATIENCE, blocker.describe() + ", and the request does not wait");
        }
        Answer answer = enqueue(demand, blocker);
        if (answer instanceof Answer.Queued) {
            if (blocker == fleet) {
                onShortage.run();
            }
            serve();
        }
        return answer;
    }

    private Answer enqueue(Demand demand, Cell blocker) {
        Waiter waiter;
        int place;
        queueLock.lock();
        try {
            if (closed) {
                return refused(Refusal.SHUTDOWN, "the worker is shutting down");
            }
            if (queue.size() >= limits.queue()) {
                return refused(Refusal.QUEUE_FULL, blocker.describe() + ", and " + limits.queue() + " wait already");
            }
            if (queue.ofTenant(demand.tenant()) >= limits.queuePerTenant()) {
                return refused(
                        Refusal.QUEUE_FULL,
                        blocker.describe() + ", and " + limits.queuePerTenant() + " of tenant " + demand.tenant()
                                + " wait already");
            }
            long now = nanoTime.getAsLong();
            place = queue.place(demand.tenant());
            Duration expected = queue.ready() == 0 ? null : pace.until(place + 1, now);
            if (expected != null && expected.compareTo(demand.patience()) > 0) {
                return refused(
                        Refusal.EXPECTED_WAIT,
                        blocker.describe() + ", and the expected wait of " + expected.toMillis()
                                + " ms is longer than the " + demand.patience().toMillis() + " ms it would wait");
            }
            if (queue.ready() == 0) {
                pace.begins(now);
            }
            waiter = new Waiter(demand);
            queue.add(waiter);
            tell();
        } finally {
            queueLock.unlock();
        }
        waiter.expireAfter(demand.patience());
        return new Answer.Queued(place, waiter.permit);
    }

    /** Follows the orders. Lowering takes effect as permits come back. */
    public void allow(long allowance) {
        if (allowance < 0 || allowance > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("allowance of " + limit + " must be 0 to 2^31 - 1, was " + allowance);
        }
        queueLock.lock();
        try {
            ordered = allowance;
            fleet.allow(pressure.stopsDrawing() ? Math.min(allowance, fleet.allowance()) : allowance);
        } finally {
            queueLock.unlock();
        }
        serve();
    }

    /** Follows the heap: while it is short, no more permits are drawn than were there; when it is nearly full, nobody comes in. */
    public void press(HeapPressure now) {
        queueLock.lock();
        try {
            pressure = now;
            if (!now.stopsDrawing()) {
                fleet.allow(ordered);
            }
        } finally {
            queueLock.unlock();
        }
        serve();
    }

    /** For the next report. Asks for nothing while memory is short. */
    public LimitUse use() {
        long held = fleet.held();
        return new LimitUse(limit, held, Math.min(held, fleet.used()), pressure.stopsDrawing() ? 0 : waitingWeight);
    }

    /** How many this worker may have in use now. */
    public long allowance() {
        return fleet.allowance();
    }

    /** How many are in use above the allowance. */
    public long excess() {
        return Math.max(0, fleet.used() - fleet.allowance());
    }

    /** How short of memory it was told to be. */
    public HeapPressure pressure() {
        return pressure;
    }

    /** Requests that got nothing, for this reason. */
    public long refused(Refusal reason) {
        LongAdder count = refusals.get(reason);
        return count == null ? 0 : count.sum();
    }

    /** One limit as this worker sees it. */
    public record Use(String limit, long allowed, long used) {}

    /** The fleet's limit, this worker's, and those of kinds. */
    public List<Use> uses() {
        return scopes.listed().stream()
                .map(cell -> new Use(cell.limit, cell.allowance(), cell.used()))
                .toList();
    }

    /** Of the limits of a shard, of a guild and of a user how the one stands that uses most, with its id. */
    public List<Use> fullest() {
        return scopes.fullest().stream()
                .map(cell -> new Use(cell.limit + " of " + cell.key, cell.allowance(), cell.used()))
                .toList();
    }

    /** One tenant in the queue. */
    public record TenantQueue(long tenant, int waiting) {}

    /** The tenants of whom most wait. */
    public List<TenantQueue> longest(int most) {
        queueLock.lock();
        try {
            return queue.longest(most).stream()
                    .map(each -> new TenantQueue(each.tenant(), each.waiting()))
                    .toList();
        } finally {
            queueLock.unlock();
        }
    }

    /** Everybody who waits, whatever holds them back. */
    public int queued() {
        queueLock.lock();
        try {
            return queue.size();
        } finally {
            queueLock.unlock();
        }
    }

    /** How many go before one that was queued, at most; -1 when it waits no more. */
    public int place(CompletableFuture<Permit> permit) {
        if (!(permit instanceof Waiting waiting)) {
            return -1;
        }
        queueLock.lock();
        try {
            return queue.place(waiting.waiter);
        } finally {
            queueLock.unlock();
        }
    }

    /** Refuses everybody who waits, and everybody who comes. */
    @Override
    public void close() {
        List<Waiter> left;
        queueLock.lock();
        try {
            closed = true;
            left = queue.clear();
            tell();
        } finally {
            queueLock.unlock();
        }
        left.forEach(waiter -> waiter.refuse(Refusal.SHUTDOWN, "the worker is shutting down"));
    }

    private Answer refused(Refusal why, String reason) {
        count(why);
        return new Answer.Refused(reason);
    }

    private void count(Refusal why) {
        LongAdder count = refusals.get(why);
        if (count != null) {
            count.increment();
        }
    }

    /** Serves who can be served now; permits of those who have gone meanwhile go to the next. */
    private void serve(Cell... freed) {
        List<Waiter> served = new ArrayList<>();
        List<Cell> back = List.of(freed);
        do {
            served.clear();
            queueLock.lock();
            try {
                back.forEach(queue::comeBack);
                if (queue.ready() > 0 && lease.open(nanoTime.getAsLong()) && !shortOfMemory()) {
                    queue.serve(this::attempt, served::add);
                    long now = nanoTime.getAsLong();
                    served.forEach(_ -> pace.served(now));
                }
                tell();
            } finally {
                queueLock.unlock();
            }
            back = handOver(served);
        } while (!back.isEmpty());
    }

    private FairQueue.Verdict attempt(Waiter waiter) {
        while (true) {
            Cell[] cells = scopes.of(waiter.demand);
            Cell blocker = Scopes.take(cells, waiter.weight);
            if (blocker == null) {
                waiter.granted = new Held(cells, waiter.weight);
                return FairQueue.Verdict.TAKEN;
            }
            if (blocker.reach == Cell.Reach.ALL) {
                return FairQueue.Verdict.FULL;
            }
            if (!blocker.retired()) {
                return new FairQueue.Verdict.HeldBack(blocker);
            }
        }
    }

    /** Answers them, outside of the lock; returns what came back because a caller had gone: then the next can be served. */
    private static List<Cell> handOver(List<Waiter> served) {
        List<Cell> back = new ArrayList<>();
        for (Waiter each : served) {
            Held permit = each.granted;
            if (permit != null && !each.permit.complete(permit) && permit.giveBack()) {
                back.addAll(List.of(permit.cells));
            }
        }
        return back;
    }

    /** Something was given back: somebody may wait for it. */
    private void wakeFor(Cell[] cells) {
        if (waiting > 0) {
            serve(cells);
            return;
        }
        for (Cell cell : cells) {
            if (cell.parked.get() > 0) {
                serve(cells);
                return;
            }
        }
    }

    /** One that waits no more, for whatever reason. */
    private void leave(Waiter waiter) {
        Cell unused = null;
        queueLock.lock();
        try {
            if (queue.remove(waiter)) {
                unused = queue.cameFrom(waiter);
                tell();
            }
        } finally {
            queueLock.unlock();
        }
        if (unused != null) {
            serve(unused);
        }
    }

    /** To be called under the lock. */
    private void tell() {
        waiting = queue.ready();
        waitingWeight = queue.readyWeight();
    }

    private final class Waiter extends FairQueue.Entry {
        final Demand demand;
        final Waiting permit = new Waiting(this);

        /** Written under the lock by whoever serves it, read by the same. */
        @Nullable
        Held granted;

        Waiter(Demand demand) {
            super(demand.tenant(), demand.weight());
            this.demand = demand;
        }

        void expireAfter(Duration patience) {
            ScheduledFuture<?> timeout = timeouts.schedule(
                    () -> refuse(
                            Refusal.TIMED_OUT,
                            "no permit of the limit '" + holdsBack() + "' came free within " + patience.toMillis()
                                    + " ms"),
                    patience.toNanos(),
                    TimeUnit.NANOSECONDS);
            CompletableFuture<Permit> _ = permit.whenComplete((_, _) -> {
                timeout.cancel(false);
                if (permit.isCancelled()) {
                    count(Refusal.CANCELLED);
                }
                leave(this);
            });
        }

        void refuse(Refusal why, String reason) {
            if (permit.completeExceptionally(new AdmissionRefused(reason))) {
                count(why);
            }
        }

        private String holdsBack() {
            for (Cell cell : scopes.of(demand)) {
                if (cell.room() < weight) {
                    return cell.limit;
                }
            }
            return limit;
        }
    }

    /** What a waiter is given, and by which it is known again. */
    private static final class Waiting extends CompletableFuture<Permit> {
        final Waiter waiter;

        Waiting(Waiter waiter) {
            this.waiter = waiter;
        }
    }

    private final class Held implements Permit {
        private final Cell[] cells;
        private final int weight;

        @SuppressWarnings("unused") // Through RELEASED.
        private volatile boolean released;

        Held(Cell[] cells, int weight) {
            this.cells = cells;
            this.weight = weight;
        }

        @Override
        public void release() {
            if (giveBack()) {
                wakeFor(cells);
                scopes.tidy(cells);
            }
        }

        /** Without waking anybody, for the loop that serves. */
        boolean giveBack() {
            boolean first = RELEASED.compareAndSet(this, false, true);
            if (first) {
                for (Cell cell : cells) {
                    cell.give(weight);
                }
            }
            return first;
        }
    }
}
