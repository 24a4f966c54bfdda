package dev.weir.worker.shard;

import dev.weir.model.ShardId;

/** An action was refused because this worker may not act for the shard now: its lease is uncertain or gone. Nothing was sent. */
public final class NotActing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which shard it was about. */
    public NotActing(ShardId shard) {
        super("not acting for shard " + shard + ": this worker's lease of it is uncertain or gone");
    }
}
