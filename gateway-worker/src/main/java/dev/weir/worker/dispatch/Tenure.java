package dev.weir.worker.dispatch;

import dev.weir.model.CollectorId;

/**
 * A lane for as long as its shard is held under one token. The collectors that are started meanwhile share it.
 *
 * @param token fencing token of the lease
 */
record Tenure(Lane lane, long token) {
    CollectorId id(long number) {
        return new CollectorId(lane.shard().index(), token, number);
    }
}
