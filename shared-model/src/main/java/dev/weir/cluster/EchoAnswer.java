package dev.weir.cluster;

import com.hazelcast.core.ExecutionCallback;
import java.util.concurrent.CountDownLatch;

/** Counts the members that said yes to an {@link Echo}; one that could not be asked said no. */
record EchoAnswer(CountDownLatch yes) implements ExecutionCallback<Boolean> {
    @Override
    public void onResponse(Boolean counted) {
        if (counted) {
            yes.countDown();
        }
    }

    @Override
    public void onFailure(Throwable error) {}
}
