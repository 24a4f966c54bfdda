package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A change of one map entry, as a pure function of the value that is there.
 *
 * <p>It runs on the member that owns the key, and again on its backups, and a second time when an answer was lost: so it
 * carries all it needs, reads no clock, and when it finds its own work done it answers as it did the first time.
 *
 * @param <V> value of the map
 * @param <R> answer to the caller: a record of this package, a string or a boxed primitive
 */
public interface Change<V, R> {
    Outcome<V, R> on(@Nullable V current);
}
