package dev.weir.worker.shard;

import dev.weir.model.ShardId;

/** Opens connections to Discord's gateway. */
public interface Gateway {

    /**
     * Opens a connection for a shard, in the background, and keeps it: lost connections are opened again and resumed where
     * Discord lets us. Returns at once.
     *
     * @param shard whose events are wanted
     * @param listener told what happens, one call at a time, in order, on a thread of the connection: it must not block
     * @param identify asked before every IDENTIFY; blocks until this shard may send one
     * @param acting asked before every REST call of this shard, Javacord's own included
     */
    GatewayConnection connect(ShardId shard, GatewayListener listener, IdentifyGate identify, ActingGate acting);
}
