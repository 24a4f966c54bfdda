package dev.weir.simulation;

import dev.weir.model.LimitUse;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.admission.Demand;
import dev.weir.worker.admission.LocalLimits;
import dev.weir.worker.admission.MemoryAccount;
import dev.weir.worker.admission.Permit;
import dev.weir.worker.admission.PermitPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The bots of a worker: they ask the real pool for permits of the fleet's limit, wait in its queue, and give back what they got. */
final class Callers {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long ANSWERED_WITHIN = World.millis(30_100);
    private static final int QUEUE = 24;
    private static final int TENANTS = 3;

    private final SimulatedWorker worker;
    private final World world;
    private final PermitPool pool;
    private final List<Running> running = new ArrayList<>();
    private boolean closed;

    /** A collector, and the shard with which it ends. */
    private record Running(SimulatedShard shard, Permit permit) {}

    Callers(SimulatedWorker worker) {
        this.worker = worker;
        this.world = worker.world;
        this.pool = new PermitPool(
                SimulatedWorker.LIMIT,
                LocalLimits.queueOf(QUEUE),
                worker.lease,
                MemoryAccount.unbounded(),
                worker.clock::nanos,
                worker::hint,
                new Timeouts(worker));
    }

    LimitUse use() {
        return pool.use();
    }

    void allow(long allowance) {
        pool.allow(allowance);
    }

    /** The first orders of an epoch: what ran before goes on as far as there is room. */
    void allowAnew(long allowance) {
        pool.allow(allowance);
        while (pool.excess() > 0 && !running.isEmpty()) {
            end(running.getLast());
        }
    }

    long allowance() {
        return pool.allowance();
    }

    /** How many run, whether or not anybody acts for their shards. */
    int used() {
        return running.size();
    }

    /** How many run on shards that this worker acts for. */
    int acting() {
        return acting(worker.holdings.held().values())
                + acting(worker.holdings.leaving().values());
    }

    private static int acting(Collection<SimulatedShard> shards) {
        int acting = 0;
        for (SimulatedShard shard : shards) {
            acting += shard.collectors > 0 && shard.acts() ? shard.collectors : 0;
        }
        return acting;
    }

    /** Some come to a shard: few, or now and then a crowd. */
    void come(SimulatedShard shard) {
        if (!shard.acts()) {
            return;
        }
        int coming = world.random.nextInt(8) == 0 ? world.random.nextInt(24) : world.random.nextInt(2);
        for (int i = 0; i < coming; i++) {
            ask(shard);
        }
    }

    private void ask(SimulatedShard shard) {
        switch (pool.request(new Demand(world.random.nextInt(TENANTS), 0, 0, PATIENCE))) {
            case Answer.Admitted admitted -> run(shard, admitted.permit());
            case Answer.Queued queued -> await(shard, queued.permit());
            case Answer.Refused _ -> {
                // Answered.
            }
        }
    }

    private void await(SimulatedShard shard, CompletableFuture<Permit> answer) {
        CompletableFuture<Permit> _ = answer.whenComplete((permit, _) -> answered(shard, permit));
        // What is due in a process that stood still comes first, in whatever order it was delayed.
        worker.after(
                ANSWERED_WITHIN,
                () -> worker.after(1, () -> {
                    if (!answer.isDone() && !closed) {
                        world.broken("a caller of " + worker.name + " waits for longer than 30.1 s");
                    }
                }));
        if (world.random.nextInt(20) == 0) {
            worker.after(world.random.nextLong(World.seconds(30)), () -> {
                var _ = answer.cancel(false);
            });
        }
    }

    private void answered(SimulatedShard shard, @Nullable Permit permit) {
        if (permit == null) {
            return;
        }
        if (shard.closed()) {
            permit.release();
        } else {
            run(shard, permit);
        }
    }

    private void run(SimulatedShard shard, Permit permit) {
        Running collector = new Running(shard, permit);
        running.add(collector);
        shard.collectors++;
        worker.after(World.millis(200) + world.random.nextLong(World.seconds(20)), () -> end(collector));
    }

    private void end(Running collector) {
        if (running.remove(collector)) {
            collector.shard.collectors--;
            collector.permit.release();
        }
    }

    /** A shard is gone, and all that ran on it. */
    void gone(SimulatedShard shard) {
        for (Running each : List.copyOf(running)) {
            if (each.shard == shard) {
                end(each);
            }
        }
    }

    void close() {
        closed = true;
        pool.close();
    }
}
