package dev.weir.worker.shard;

/** Whether this worker may act for a shard at this instant. Asked on every event and every outbound action. */
@FunctionalInterface
public interface ActingGate {

    /**
     * Compares with the lease.
     *
     * @param nowNanos {@link System#nanoTime}
     */
    boolean open(long nowNanos);
}
