package dev.weir.worker.admission;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One that waits for a permit, until it is given one, its patience ends, or its caller goes away: whatever comes first is the
 * one answer.
 *
 * <p>Where it stands in the queue is guarded by the {@link WaitingRoom}'s lock.
 */
final class Waiter extends FairQueue.Entry {
    final Demand demand;
    final Answered answer = new Answered(this);
    private final WaitingRoom room;

    /** Set under the lock by whoever serves it, read after it by the same. */
    private @Nullable Held granted;

    /** What its caller was given, and by which it is known again. */
    static final class Answered extends CompletableFuture<Permit> {
        final Waiter waiter;

        private Answered(Waiter waiter) {
            this.waiter = waiter;
        }
    }

    Waiter(WaitingRoom room, Demand demand) {
        super(demand.tenant(), demand.weight());
        this.room = room;
        this.demand = demand;
    }

    /** From now on it waits, as long as its demand says. */
    void begin(ScheduledExecutorService timeouts) {
        ScheduledFuture<?> timeout = timeouts.schedule(
                () -> room.outOfPatience(this), demand.patience().toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<Permit> _ = answer.whenComplete((_, _) -> {
            timeout.cancel(false);
            room.leave(this);
        });
    }

    /** Whether this became its answer: it may have had one. */
    boolean refuse(String reason) {
        return answer.completeExceptionally(new AdmissionRefused(reason));
    }

    void grant(Held permit) {
        granted = permit;
    }

    /** Answers with what it was granted. A permit that comes too late is given back; what it was taken from is returned. */
    List<Cell> handOver() {
        Held permit = granted;
        return permit != null && !answer.complete(permit) && permit.giveBack() ? List.of(permit.cells) : List.of();
    }
}
