package dev.weir.simulator.referee;

import java.util.Map;
import java.util.TreeMap;

/**
 * The referee's exact counts since the start.
 *
 * @param smallestIdentifySpacingMillis by bucket; a bucket with one attempt is absent
 * @param identifyViolations attempts that came too fast or over the day's budget
 * @param closesByCode {@code server:4009}, {@code client:1000}, {@code client:none} for a socket that ended without a close
 *     frame
 * @param deliveries dispatches handed to a socket, replays apart
 * @param undelivered dispatches of sessions that had no socket at that time: they wait in the replay buffer
 * @param effects events with an effect; {@code secondEffects}: effects beyond the first of an event
 */
public record RefereeSummary(
        long identifies,
        Map<Integer, Long> identifiesByShard,
        Map<Integer, Double> smallestIdentifySpacingMillis,
        long identifyViolations,
        int identifyBudgetLeft,
        long resumes,
        long resumesRefused,
        Map<String, Long> closesByCode,
        long sessionsStarted,
        long sessionsEnded,
        Map<Integer, Integer> sessionsByShard,
        Map<Integer, Integer> connectedByShard,
        long deliveries,
        Map<Integer, Long> deliveriesByShard,
        Map<String, Long> deliveriesByType,
        long undelivered,
        long replayed,
        long effects,
        long secondEffects,
        long effectsForgotten,
        long restCalls,
        Map<Integer, Long> restCallsByStatus,
        Map<String, Long> restCallsByRoute,
        long invalidRequests,
        long slowConsumers,
        long faults,
        long logEntries,
        long logEntriesDropped) {

    public RefereeSummary {
        identifiesByShard = sorted(identifiesByShard);
        smallestIdentifySpacingMillis = sorted(smallestIdentifySpacingMillis);
        closesByCode = sorted(closesByCode);
        sessionsByShard = sorted(sessionsByShard);
        connectedByShard = sorted(connectedByShard);
        deliveriesByShard = sorted(deliveriesByShard);
        deliveriesByType = sorted(deliveriesByType);
        restCallsByStatus = sorted(restCallsByStatus);
        restCallsByRoute = sorted(restCallsByRoute);
    }

    private static <K extends Comparable<K>, V> Map<K, V> sorted(Map<K, V> map) {
        return java.util.Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
