package dev.weir.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Change} made of an entry.
 *
 * @param value the new value, null when there is to be none; without meaning when nothing changed
 * @param answer for the caller
 * @param changed whether the value is to be stored
 */
public record Outcome<V, R>(@Nullable V value, R answer, boolean changed) {

    /** Leaves the entry as it is. */
    public static <V, R> Outcome<V, R> keep(R answer) {
        return new Outcome<>(null, answer, false);
    }

    /** Removes the entry. */
    public static <V, R> Outcome<V, R> remove(R answer) {
        return new Outcome<>(null, answer, true);
    }

    /** Stores a value. */
    public static <V, R> Outcome<V, R> set(V value, R answer) {
        return new Outcome<>(value, answer, true);
    }
}
