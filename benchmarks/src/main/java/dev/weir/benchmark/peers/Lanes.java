package dev.weir.benchmark.peers;

import dev.weir.model.CollectorRecord;
import dev.weir.model.ShardId;
import dev.weir.worker.admission.Admission;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.dispatch.Lane;
import dev.weir.worker.dispatch.LaneSettings;
import dev.weir.worker.dispatch.Registry;

/** A lane as a worker has it, with everybody admitted and nobody to report to. */
final class Lanes {
    private static final Admission EVERYBODY = _ -> new Answer.Admitted(() -> {});
    private static final Registry NOBODY = new Registry() {
        @Override
        public void changed(CollectorRecord record) {}

        @Override
        public void ended(long number) {}
    };

    private Lanes() {}

    static Lane lane(ShardId shard) {
        return new Lane(shard, 1, LaneSettings.DEFAULT, _ -> true, EVERYBODY, NOBODY);
    }
}
