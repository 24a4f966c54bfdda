package dev.weir.worker.bot;

/** Starts collectors on one shard. */
public interface Collectors {}
