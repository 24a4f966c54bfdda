package dev.weir.worker.cluster;

import dev.weir.cluster.Change;
import dev.weir.cluster.FleetClient;
import dev.weir.cluster.FleetUnavailable;
import dev.weir.cluster.Renew;
import dev.weir.cluster.WorkerRow;
import dev.weir.model.WorkerId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * This worker's row over Hazelcast.
 *
 * <p>A renewal that is not answered soon is sent again, and whichever answer comes first counts: one that is on its way to a
 * coordinator that stands still is not answered when the others go on without it, and would cost 2 s more. The same renewal twice
 * changes nothing; nothing else is repeated.
 */
public record FleetRows(FleetClient fleet, WorkerId worker) implements WorkerRows {
    private static final Duration AGAIN_AFTER = Duration.ofMillis(500);
    private static final int MOST_TIMES = 4;

    @Override
    public <R> R change(Change<WorkerRow, R> change) {
        return change instanceof Renew ? repeated(change) : fleet.workers().change(worker.value(), change);
    }

    private <R> R repeated(Change<WorkerRow, R> change) {
        CompletableFuture<R> answer = send(change);
        try {
            for (int times = 1; times < MOST_TIMES; times++) {
                try {
                    return answer.get(AGAIN_AFTER.toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException notYet) {
                    answer = answer.applyToEither(send(change), first -> first);
                }
            }
            return answer.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known
                    ? known
                    : new FleetUnavailable("renewing: " + failed.getMessage(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new FleetUnavailable("renewing: interrupted", stopped);
        }
    }

    private <R> CompletableFuture<R> send(Change<WorkerRow, R> change) {
        return fleet.workers().changeAsync(worker.value(), change);
    }
}
