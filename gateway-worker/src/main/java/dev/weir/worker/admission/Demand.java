package dev.weir.worker.admission;

import java.time.Duration;

/**
 * What a collector asks of {@link Admission}.
 *
 * @param tenant whose share it takes: the guild id, 0 for none
 * @param user for whom, 0 for nobody
 * @param priority higher is kept longer when memory runs short
 * @param patience how long it may wait in the queue; zero fails at once
 */
public record Demand(long tenant, long user, int priority, Duration patience) {}
