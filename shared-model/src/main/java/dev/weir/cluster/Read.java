package dev.weir.cluster;

/** A {@link Change} that changes nothing: it runs on the owner of the key only, and a member that was paused answers it too. */
public interface Read<V, R> extends Change<V, R> {}
