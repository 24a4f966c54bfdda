package dev.weir.model;

/**
 * What one worker has to say of one limit, in each renewal.
 *
 * @param limit name of the limit, as {@link LimitName}
 * @param held what the worker may be using: its allowance, or what it uses when that is more (an allowance was lowered)
 * @param used permits in use
 * @param waiting requests that wait for a permit
 */
public record LimitUse(String limit, long held, long used, long waiting) {}
