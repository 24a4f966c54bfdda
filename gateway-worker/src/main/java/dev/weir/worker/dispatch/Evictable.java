package dev.weir.worker.dispatch;

/**
 * A collector that runs, for whoever has to choose which are to end.
 *
 * @param ending whether it ends already, and still holds its permits
 * @param number of the collector on its shard; grows
 * @param startedAtMillis wall clock; with it the newest is found over all shards
 * @param weight permits that it holds
 * @param bytes what it takes of the heap, estimated
 */
public record Evictable(
        int shard, long number, boolean ending, int priority, long startedAtMillis, int weight, long bytes) {}
