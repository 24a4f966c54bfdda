package dev.weir.worker.bot;

/** Code of a bot that is called with an accepted interaction and its answer. Like {@link Handler}. */
@FunctionalInterface
public interface InteractionHandler<T> {
    void handle(T item, Reply reply) throws Exception;
}
