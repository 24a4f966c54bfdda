package dev.weir.worker.dispatch;

import java.time.Duration;
import java.util.Map;

/**
 * What a lane counted since it began; a snapshot.
 *
 * @param active collectors that take items now
 * @param started collectors that became active
 * @param ended collectors that ended, by reason code
 * @param inboxDepth events and commands that wait for the lane
 * @param inboxBytes what those events take
 * @param memoryBytes what the collectors and their items take, as they are counted
 * @param eventsDropped events dropped because the inbox was full for too long
 * @param events events that passed the gate and were routed
 * @param matched offers of an item to a collector
 * @param accepted items accepted
 * @param ignored items refused
 * @param dropped items dropped: late, duplicates, buffer full, collector ending
 * @param fenceHeld events kept because this worker may not act now
 * @param fenceDropped events that were kept too long, or too many, or whose shard went away
 * @param handlerErrors handlers that threw
 * @param filterErrors filters that threw
 * @param ending collectors that take nothing any more and wait for their handlers
 * @param oldest how long the first started of the collectors that are here is here; zero when there is none
 */
public record LaneStats(
        int active,
        long started,
        Map<String, Long> ended,
        int inboxDepth,
        long inboxBytes,
        long memoryBytes,
        long eventsDropped,
        long events,
        long matched,
        long accepted,
        long ignored,
        long dropped,
        int fenceHeld,
        long fenceDropped,
        long handlerErrors,
        long filterErrors,
        int ending,
        Duration oldest) {
    public LaneStats {
        ended = Map.copyOf(ended);
    }
}
