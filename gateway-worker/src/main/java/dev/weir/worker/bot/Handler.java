package dev.weir.worker.bot;

/**
 * Code of a bot that is called with one thing. Runs on a virtual thread and may block; what it throws is counted and told to
 * {@code onError}. What computes for more than 100 ms without waiting may keep the shard from being read the first time, and is logged.
 */
@FunctionalInterface
public interface Handler<T> {
    void handle(T it) throws Exception;
}
