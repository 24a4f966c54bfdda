package dev.weir.worker.gateway;

import dev.weir.model.ShardId;
import dev.weir.worker.shard.ActingGate;
import dev.weir.worker.shard.NotActing;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Stops every call while this worker may not act for the shard. Installed twice: before a call waits for anything,
 * and again as the last thing before its bytes are written.
 */
record GatedCalls(ShardId shard, ActingGate gate) implements Interceptor {

    @Override
    public Response intercept(Chain chain) throws IOException {
        if (!gate.open(System.nanoTime())) {
            throw new NotActing(shard);
        }
        return chain.proceed(chain.request());
    }
}
