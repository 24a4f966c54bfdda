package dev.weir.simulator.rest;

import java.time.Duration;

/**
 * The numbers that REST holds its clients to.
 *
 * @param invalidBound invalid requests (401, 403, 429) within {@code invalidWindow} before the address is banned
 */
public record RestRules(int callsPerSecond, int invalidBound, Duration invalidWindow) {}
