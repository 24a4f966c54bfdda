package dev.weir.worker.admission;

import dev.weir.model.LimitUse;
import dev.weir.worker.shard.ActingGate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * The permits that this worker may hand out: of the fleet's limit up to the allowance in its orders, and of the limits that
 * it keeps by itself.
 *
 * <p>Handing one out is one compare-and-set for each limit that applies, all or none, without a lock as long as nobody
 * waits. Who finds none goes to the {@link WaitingRoom}; every one that waits is answered once.
 */
public final class PermitPool implements Admission, AutoCloseable {
    private final String limit;
    private final ActingGate lease;
    private final MemoryAccount memory;
    private final LongSupplier nanoTime;
    private final Runnable onShortage;
    private final Cell fleet;
    private final Scopes scopes;
    private final Allowance drawn;
    private final Refusals refusals = new Refusals();
    private final WaitingRoom room;

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
        this.lease = lease;
        this.memory = memory;
        this.nanoTime = nanoTime;
        this.onShortage = onShortage;
        this.fleet = new Cell(limit, Cell.Reach.ALL, null, 0);
        this.scopes = new Scopes(fleet, limits);
        this.drawn = new Allowance(fleet);
        this.room = new WaitingRoom(limits, scopes, refusals, () -> mayAct() && !shortOfMemory(), nanoTime, timeouts);
    }

    @Override
    public Answer request(Demand demand) {
        if (!mayAct()) {
            return refusals.refuse(Refusal.LEASE, "this worker's lease is uncertain; it may start nothing now");
        }
        if (shortOfMemory()) {
            return refusals.refuse(Refusal.MEMORY, "the limit 'heap' is reached: this worker's memory is nearly full");
        }
        Cell[] cells = scopes.of(demand);
        Cell blocker = fleet;
        if (!room.someoneIsReady()) {
            blocker = scopes.take(cells, demand.weight());
            if (blocker == null) {
                return new Answer.Admitted(new Held(room, cells, demand.weight()));
            }
            // What was taken and given back again may have looked used up to somebody else meanwhile.
            room.wake(cells);
        }
        return wait(demand, cells, blocker);
    }

    @Override
    public MemoryAccount memory() {
        return memory;
    }

    private boolean mayAct() {
        return lease.open(nanoTime.getAsLong());
    }

    private boolean shortOfMemory() {
        return drawn.pressure() == HeapPressure.REFUSE || memory.full();
    }

    private Answer wait(Demand demand, Cell[] cells, Cell blocker) {
        for (Cell cell : cells) {
            if (cell != fleet && demand.weight() > cell.allowance() && !cell.retired()) {
                return refusals.refuse(
                        Refusal.TOO_LARGE,
                        "it takes " + demand.weight() + " permits, more than the limit '" + cell.limit + "' of "
                                + cell.allowance());
            }
        }
        if (demand.patience().isZero()) {
            return refusals.refuse(Refusal.NO_PATIENCE, blocker.describe() + ", and the request does not wait");
        }
        Answer answer = room.enter(demand, blocker);
        if (answer instanceof Answer.Queued) {
            if (blocker == fleet) {
                onShortage.run();
            }
            room.serve();
        }
        return answer;
    }

    /** Follows the orders. Lowering takes effect as permits come back. */
    public void allow(long allowance) {
        drawn.order(allowance);
        room.serveOvertaking();
    }

    /** Follows the heap: while it is short, no more permits are drawn than were there; when it is nearly full, nobody comes in. */
    public void press(HeapPressure now) {
        drawn.press(now);
        room.serve();
    }

    /** For the next report. Asks for nothing while memory is short. */
    public LimitUse use() {
        long held = fleet.held();
        long waiting = drawn.pressure().stopsDrawing() ? 0 : room.readyWeight();
        return new LimitUse(limit, held, Math.min(held, fleet.used()), waiting);
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
        return drawn.pressure();
    }

    /** Requests that got nothing, for this reason. */
    public long refused(Refusal reason) {
        return refusals.counted(reason);
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
        return room.longest(most);
    }

    /** Everybody who waits, whatever holds them back. */
    public int queued() {
        return room.size();
    }

    @Override
    public int place(CompletableFuture<Permit> queued) {
        return room.place(queued);
    }

    /** Refuses everybody who waits, and everybody who comes. */
    @Override
    public void close() {
        room.close();
    }
}
