package dev.weir.worker.admission;

import dev.weir.worker.shard.Overtaking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where those wait who find no permit, bounded and fair between tenants, and from where they are served when some come back.
 *
 * <p>A lock guards the queue, its pace, and whether the room is closed. Nobody is answered while it is held. A request that finds
 * its permits does not take it: how many wait is copied out after each change, and read without it. The renewal of the lease and the
 * probe take it past its queue.
 */
final class WaitingRoom {
    private final LocalLimits limits;
    private final Scopes scopes;
    private final Refusals refusals;
    private final BooleanSupplier admitting;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timeouts;

    /** Those whom only the fleet's and the worker's limit hold back; who comes while there are any waits behind them. */
    private volatile int ready;

    private volatile int readyWeight;

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final FairQueue<Waiter> queue;
    private final Pace pace = new Pace();
    private boolean closed;

    /**
     * Makes an empty one.
     *
     * @param admitting whether anybody may be let in now, whatever permits there are
     * @param timeouts ends the patience of those who wait
     */
    WaitingRoom(
            LocalLimits limits,
            Scopes scopes,
            Refusals refusals,
            BooleanSupplier admitting,
            LongSupplier nanoTime,
            ScheduledExecutorService timeouts) {
        this.limits = limits;
        this.scopes = scopes;
        this.refusals = refusals;
        this.admitting = admitting;
        this.nanoTime = nanoTime;
        this.timeouts = timeouts;
        this.queue = new FairQueue<>(limits.shares());
    }

    /** Whether somebody waits whom no limit of its own holds back. */
    boolean someoneIsReady() {
        return ready > 0;
    }

    /** How many permits those need. */
    int readyWeight() {
        return readyWeight;
    }

    /** Everybody who waits, whatever holds them back. */
    int size() {
        Overtaking.lock(lock);
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** The tenants of whom most wait. */
    List<PermitPool.TenantQueue> longest(int most) {
        Overtaking.lock(lock);
        try {
            return queue.longest(most);
        } finally {
            lock.unlock();
        }
    }

    /** How many go before one that was queued, at most; -1 when it waits no more. */
    int place(CompletableFuture<Permit> answer) {
        if (!(answer instanceof Waiter.Answered ofWaiter)) {
            return -1;
        }
        lock.lock();
        try {
            return queue.place(ofWaiter.waiter);
        } finally {
            lock.unlock();
        }
    }

    /** Lets one in that found no permit of {@code blocker}, or refuses it. */
    Answer enter(Demand demand, Cell blocker) {
        Waiter waiter;
        int place;
        lock.lock();
        try {
            Answer refused = refuse(demand, blocker);
            if (refused != null) {
                return refused;
            }
            if (queue.ready() == 0) {
                pace.begins(nanoTime.getAsLong());
            }
            place = queue.place(demand.tenant());
            waiter = new Waiter(this, demand);
            queue.add(waiter);
            tell();
        } finally {
            lock.unlock();
        }
        waiter.begin(timeouts);
        return new Answer.Queued(place, waiter.answer);
    }

    /** To be called under the lock. */
    private @Nullable Answer refuse(Demand demand, Cell blocker) {
        if (closed) {
            return refusals.refuse(Refusal.SHUTDOWN, "the worker is shutting down");
        }
        if (queue.size() >= limits.queue()) {
            return refusals.refuse(
                    Refusal.QUEUE_FULL, blocker.describe() + ", and " + limits.queue() + " wait already");
        }
        if (queue.ofTenant(demand.tenant()) >= limits.queuePerTenant()) {
            return refusals.refuse(
                    Refusal.QUEUE_FULL,
                    blocker.describe() + ", and " + limits.queuePerTenant() + " of tenant " + demand.tenant()
                            + " wait already");
        }
        Duration expected =
                queue.ready() == 0 ? null : pace.until(queue.place(demand.tenant()) + 1, nanoTime.getAsLong());
        if (expected != null && expected.compareTo(demand.patience()) > 0) {
            return refusals.refuse(
                    Refusal.EXPECTED_WAIT,
                    blocker.describe() + ", and the expected wait of " + expected.toMillis() + " ms is longer than the "
                            + demand.patience().toMillis() + " ms it would wait");
        }
        return null;
    }

    /** Something was given back: somebody may wait for it. */
    void wake(Cell[] cells) {
        if (ready > 0) {
            serve(cells);
            return;
        }
        for (Cell cell : cells) {
            if (cell.parked() > 0) {
                serve(cells);
                return;
            }
        }
    }

    /** Serves who can be served now; permits of those who have gone meanwhile go to the next. */
    void serve(Cell... freed) {
        serve(lock::lock, List.of(freed));
    }

    /** The same for the thread that renews the lease, which must not wait behind threads of bots. */
    void serveOvertaking() {
        serve(() -> Overtaking.lock(lock), List.of());
    }

    private void serve(Runnable locking, List<Cell> freed) {
        List<Waiter> served = new ArrayList<>();
        List<Cell> back = freed;
        do {
            served.clear();
            locking.run();
            try {
                back.forEach(queue::comeBack);
                if (queue.ready() > 0 && admitting.getAsBoolean()) {
                    queue.serve(this::attempt, served::add);
                    long now = nanoTime.getAsLong();
                    served.forEach(_ -> pace.served(now));
                }
                tell();
            } finally {
                lock.unlock();
            }
            back = served.stream().flatMap(each -> each.handOver().stream()).toList();
        } while (!back.isEmpty());
    }

    private FairQueue.Verdict attempt(Waiter waiter) {
        Cell[] cells = scopes.of(waiter.demand);
        Cell blocker = scopes.take(cells, waiter.weight);
        if (blocker == null) {
            waiter.grant(new Held(this, cells, waiter.weight));
            return FairQueue.Verdict.TAKEN;
        }
        return blocker.reach == Cell.Reach.ALL ? FairQueue.Verdict.FULL : new FairQueue.Verdict.HeldBack(blocker);
    }

    /** A permit was given back. */
    void cameBack(Cell[] cells) {
        wake(cells);
        scopes.tidy(cells);
    }

    void outOfPatience(Waiter waiter) {
        refuse(
                waiter,
                Refusal.TIMED_OUT,
                "no permit of the limit '" + scopes.lacking(waiter.demand) + "' came free within "
                        + waiter.demand.patience().toMillis() + " ms");
    }

    private void refuse(Waiter waiter, Refusal why, String reason) {
        if (waiter.refuse(reason)) {
            refusals.count(why);
        }
    }

    /** One that waits no more, for whatever reason. */
    void leave(Waiter waiter) {
        if (waiter.answer.isCancelled()) {
            refusals.count(Refusal.CANCELLED);
        }
        Cell unused = null;
        lock.lock();
        try {
            if (queue.remove(waiter)) {
                unused = queue.cameFrom(waiter);
                tell();
            }
        } finally {
            lock.unlock();
        }
        if (unused != null) {
            serve(unused);
        }
    }

    /** Refuses everybody who waits, and everybody who comes. */
    void close() {
        List<Waiter> left;
        lock.lock();
        try {
            closed = true;
            left = queue.clear();
            tell();
        } finally {
            lock.unlock();
        }
        left.forEach(waiter -> refuse(waiter, Refusal.SHUTDOWN, "the worker is shutting down"));
    }

    /** To be called under the lock. */
    private void tell() {
        ready = queue.ready();
        readyWeight = queue.readyWeight();
    }
}
