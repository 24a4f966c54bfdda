package dev.weir.cluster;

import com.hazelcast.query.Predicate;
import java.util.Map;

/** Finds the row of one worker while it has orders that the worker has not acted on, so that its renewals are not sent back to it. */
public record UnseenOrders(String worker) implements Predicate<String, WorkerRow> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean apply(Map.Entry<String, WorkerRow> entry) {
        WorkerRow row = EntryShape.WORKERS.fitting(entry);
        return row != null
                && row.worker().equals(worker)
                && row.orders().sequence() != row.report().ordersSeen();
    }
}
