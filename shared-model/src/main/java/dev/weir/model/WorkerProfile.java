package dev.weir.model;

/**
 * What a worker tells once, when it joins.
 *
 * @param capacity shards that it can carry at most
 * @param version version of Weir it runs
 * @param zone where it runs, for placement; may be empty
 * @param probe base address of its probe endpoint, as {@code http://127.0.0.1:7711}
 */
public record WorkerProfile(int capacity, String version, String zone, String probe) {
    public WorkerProfile {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, was " + capacity);
        }
    }
}
