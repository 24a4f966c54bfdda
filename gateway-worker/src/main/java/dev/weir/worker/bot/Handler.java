package dev.weir.worker.bot;

/**
 * Code of a bot that is called with one thing. Runs on a virtual thread and may block; what it throws is counted and told to
 * {@code onError}.
 */
@FunctionalInterface
public interface Handler<T> {
    void handle(T it) throws Exception;
}
