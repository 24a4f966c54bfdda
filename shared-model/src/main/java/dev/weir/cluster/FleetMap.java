package dev.weir.cluster;

import com.hazelcast.aggregation.Aggregators;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.query.Predicate;
import com.hazelcast.query.Predicates;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the {@link FleetMaps}, as the rest of Weir sees it: changed by {@link Change}s only, each bounded in time.
 *
 * <p>Every method may throw {@link FleetUnavailable}; none waits longer than the time-out.
 */
public final class FleetMap<K, V> {
    private final String name;
    private final EntryShape<V> shape;
    private final Supplier<IMap<K, V>> map;
    private final Supplier<String> tried;
    private final Duration timeout;
    private final FleetThreads own;

    /**
     * @param shape what its entries have to be; any other is as if it were absent
     * @param hazelcast asked for the map with each call, since a client that is not connected yet has none
     * @param tried whom this process asks, and why it does not reach them, for the message of the error
     * @param own runs what follows on an answer: never Hazelcast's threads, which must not wait for Hazelcast
     */
    FleetMap(
            EntryShape<V> shape,
            Supplier<HazelcastInstance> hazelcast,
            Supplier<String> tried,
            Duration timeout,
            FleetThreads own) {
        this.name = shape.map();
        this.shape = shape;
        this.map = () -> hazelcast.get().getMap(name);
        this.tried = tried;
        this.timeout = timeout;
        this.own = own;
    }

    /** Makes a change and waits for the answer. */
    public <R> R change(K key, Change<V, R> change) {
        return await(changeAsync(key, change), () -> what(key, change));
    }

    /**
     * Makes a change without waiting; the answer, or a {@link FleetUnavailable}, arrives on a thread of Weir's that may block.
     * Two changes that are on their way at the same time may arrive in either order.
     */
    public <R> CompletableFuture<R> changeAsync(K key, Change<V, R> change) {
        return async(
                () -> map.get().submitToKey(key, processor(change)).toCompletableFuture(), () -> what(key, change));
    }

    /** One entry as it is; not for {@link FleetMaps#COLLECTORS}, whose tables are read with {@link ReadTable}. */
    public @Nullable V get(K key) {
        Supplier<String> what = () -> "reading " + name + "/" + key;
        CompletableFuture<@Nullable V> value =
                async(() -> map.get().getAsync(key).toCompletableFuture().<@Nullable V>thenApply(found -> found), what);
        return shape.fitting(key, await(value, what));
    }

    /** All entries that fit; asks every partition. Not for {@link FleetMaps#COLLECTORS}. */
    public Map<K, V> all() {
        Supplier<String> what = () -> "reading all of " + name;
        return await(
                async(() -> CompletableFuture.supplyAsync(() -> entries(Predicates.not(new Unfit(name))), own), what),
                what);
    }

    /** The entries of these keys, as far as there are any. Not for {@link FleetMaps#COLLECTORS}. */
    public Map<K, V> those(Set<K> keys) {
        Supplier<String> what = () -> "reading " + keys + " of " + name;
        return await(
                async(
                        () -> CompletableFuture.supplyAsync(
                                () -> fitting(map.get().getAll(keys).entrySet()), own),
                        what),
                what);
    }

    /** The entries that are meant; asks every partition, and carries no others. */
    public Map<K, V> those(Predicate<K, V> meant) {
        Supplier<String> what = () -> "reading " + meant.getClass().getSimpleName() + " of " + name;
        return await(async(() -> CompletableFuture.supplyAsync(() -> entries(meant), own), what), what);
    }

    private Map<K, V> entries(Predicate<K, V> meant) {
        return fitting(map.get().entrySet(meant));
    }

    private Map<K, V> fitting(Set<Map.Entry<K, V>> entries) {
        Map<K, V> all = new HashMap<>();
        for (Map.Entry<K, V> entry : entries) {
            V value = shape.fitting(entry);
            if (value != null) {
                all.put(entry.getKey(), value);
            }
        }
        return Map.copyOf(all);
    }

    /** Removes the entries that are not what they should be; says of each what it was. Asks every partition. */
    public List<String> putAside() {
        Supplier<String> what = () -> "looking for what does not belong in " + name;
        return await(async(() -> CompletableFuture.supplyAsync(this::putAllAside, own), what), what);
    }

    @SuppressWarnings("unchecked") // It looks at whatever is there.
    private List<String> putAllAside() {
        Predicate<K, V> unfit = (Predicate<K, V>) new Unfit(name);
        // To count them asks each member once, to change them each partition: so that is done only where there are
        // some.
        long found = map.get().aggregate(Aggregators.count(), unfit);
        if (found == 0) {
            return List.of();
        }
        try {
            return List.copyOf(map.get()
                    .executeOnEntries(new PutAside<K, V>(name, false), unfit)
                    .values());
        } catch (HazelcastSerializationException unreadableKey) {
            // They are gone: only the answer names them by their keys.
            return List.of(found + " entries of " + name + ", one of them with a key that cannot be read");
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private String what(K key, Change<V, ?> change) {
        return change.getClass().getSimpleName() + " on " + name + "/" + key;
    }

    private static <K, V, R> EntryProcessor<K, V, R> processor(Change<V, R> change) {
        return change instanceof Read<V, R> read ? new EntryRead<>(read) : new EntryChange<>(change, false);
    }

    private <R extends @Nullable Object> CompletableFuture<R> async(
            Supplier<CompletableFuture<R>> call, Supplier<String> what) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        // Even to send may wait, for the shape of a new type to be known to the members: so not on the caller's thread.
        own.execute(() -> {
            try {
                var _ = call.get().whenCompleteAsync((value, error) -> complete(answer, value, error), own);
            } catch (RuntimeException notEvenSent) {
                answer.completeExceptionally(notEvenSent);
            }
        });
        own.limit(answer, timeout);
        CompletableFuture<R> translated = new CompletableFuture<>();
        var _ = answer.whenCompleteAsync(
                (value, error) -> complete(translated, value, error == null ? null : translated(error, what)), own);
        return translated;
    }

    @SuppressWarnings("NullAway") // Both come from a completed future: the value is null only where R allows it.
    private static <R extends @Nullable Object> void complete(
            CompletableFuture<R> answer, @Nullable R value, @Nullable Throwable error) {
        if (error == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(error);
        }
    }

    private RuntimeException translated(Throwable error, Supplier<String> what) {
        Throwable cause = error;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case FleetUnavailable known -> known;
            // Mistakes in Weir, which no second try mends.
            case HazelcastSerializationException bug when !isOutage(bug) -> bug;
            case NullPointerException bug -> bug;
            case ClassCastException bug -> bug;
            case IllegalArgumentException bug -> bug;
            case TimeoutException _ ->
                new FleetUnavailable(
                        what.get() + ": no answer within " + timeout.toMillis() + " ms from " + tried.get(), null);
            case Throwable other ->
                new FleetUnavailable(
                        what.get() + ": " + tried.get() + " did not answer: "
                                + other.getClass().getSimpleName()
                                + (other.getMessage() == null ? "" : " (" + other.getMessage() + ")"),
                        other);
        };
    }

    /** Whether something could not be written only because nobody was there to be told its shape. */
    private static boolean isOutage(Throwable error) {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof HazelcastClientOfflineException
                    || cause instanceof HazelcastInstanceNotActiveException
                    || cause instanceof OperationTimeoutException
                    || cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private <R extends @Nullable Object> R await(CompletableFuture<R> answer, Supplier<String> what) {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            throw translated(failed, what);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new FleetUnavailable(what.get() + ": interrupted", stopped);
        }
    }
}
