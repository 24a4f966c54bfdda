package dev.weir.worker.roster;

import dev.weir.model.ShardStatus;
import dev.weir.worker.dispatch.LaneStats;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this worker counted over all shards it holds or held; numbers that only grow.
 *
 * @param collectorsEnded by the code of the reason
 */
public record Totals(
        long events,
        long eventsDropped,
        long fenceDropped,
        long collectorsStarted,
        Map<String, Long> collectorsEnded,
        long itemsAccepted,
        long itemsIgnored,
        long itemsDropped,
        long handlerErrors,
        long filterErrors,
        long resumes,
        long reconnects,
        long identifies) {
    static final Totals NONE = new Totals(0, 0, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0);

    public Totals {
        collectorsEnded = Map.copyOf(collectorsEnded);
    }

    static Totals of(ShardStatus status, LaneStats lane) {
        return new Totals(
                status.events(),
                lane.eventsDropped() + lane.fenceDropped(),
                lane.fenceDropped(),
                lane.started(),
                lane.ended(),
                lane.accepted(),
                lane.ignored(),
                lane.dropped(),
                lane.handlerErrors(),
                lane.filterErrors(),
                status.resumes(),
                status.reconnects(),
                status.identifies());
    }

    Totals plus(Totals other) {
        Map<String, Long> ended = new TreeMap<>(collectorsEnded);
        other.collectorsEnded.forEach((reason, count) -> ended.merge(reason, count, Long::sum));
        return new Totals(
                events + other.events,
                eventsDropped + other.eventsDropped,
                fenceDropped + other.fenceDropped,
                collectorsStarted + other.collectorsStarted,
                ended,
                itemsAccepted + other.itemsAccepted,
                itemsIgnored + other.itemsIgnored,
                itemsDropped + other.itemsDropped,
                handlerErrors + other.handlerErrors,
                filterErrors + other.filterErrors,
                resumes + other.resumes,
                reconnects + other.reconnects,
                identifies + other.identifies);
    }
}
