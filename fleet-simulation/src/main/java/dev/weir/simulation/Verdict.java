package dev.weir.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a schedule.
 *
 * @param broken the promise that was broken, or null
 * @param fingerprint of every event and its moment: equal for equal runs
 * @param steps events that were run
 * @param millis virtual time that passed
 * @param trace what happened, when it was asked for
 */
record Verdict(@Nullable String broken, long fingerprint, long steps, long millis, List<String> trace) {}
