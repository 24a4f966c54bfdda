package dev.weir.worker.dispatch;

import dev.weir.model.CollectorId;

/**
 * A collector passed a threshold; told once per collector and threshold.
 *
 * @param what {@code duration}, {@code items}, {@code perItem} or {@code bytes}
 * @param measured milliseconds, items or bytes
 * @param threshold in the same unit
 * @param atMillis wall clock
 */
public record Alert(CollectorId collector, String what, long measured, long threshold, long atMillis) {}
