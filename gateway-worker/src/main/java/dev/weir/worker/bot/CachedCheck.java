package dev.weir.worker.bot;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Options;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A check that asks somebody else, and keeps the answers: bounded, for a while, and asked once however many wait for it. A
 * failed check is not kept. Thread-safe; share one among the collectors that ask the same.
 *
 * @param <K> what the answer depends on: a user, a guild, never the event itself
 */
public final class CachedCheck<K> {
    private final AsyncCache<K, Boolean> answers;
    private final Function<? super K, ? extends CompletionStage<Boolean>> remote;

    /**
     * Makes an empty one.
     *
     * @param ttl how long an answer holds, at least 1 ms
     * @param most how many answers are kept, 1 to 10,000,000
     * @param remote asks; called once per key at a time, must not block
     */
    public CachedCheck(Duration ttl, long most, Function<? super K, ? extends CompletionStage<Boolean>> remote) {
        this(ttl, most, remote, Ticker.systemTicker());
    }

    CachedCheck(Duration ttl, long most, Function<? super K, ? extends CompletionStage<Boolean>> remote, Ticker clock) {
        Options.between("ttl in milliseconds", ttl.toMillis(), 1, Long.MAX_VALUE);
        Options.between("most", most, 1, 10_000_000);
        this.remote = remote;
        this.answers = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(ttl)
                .ticker(clock)
                .buildAsync();
    }

    /** A filter for {@link CollectorBuilder#asyncFilter} that asks by a key of the item. */
    public <T extends Item> Function<T, CompletionStage<Boolean>> by(Function<? super T, ? extends K> key) {
        return item -> answers.get(key.apply(item), (k, _) -> remote.apply(k).toCompletableFuture())
                .copy();
    }

    long size() {
        answers.synchronous().cleanUp();
        return answers.synchronous().estimatedSize();
    }
}
