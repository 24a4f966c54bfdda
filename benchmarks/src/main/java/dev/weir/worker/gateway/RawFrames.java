package dev.weir.worker.gateway;

import dev.weir.worker.event.GatewayEvent;
import java.io.IOException;

/** The tap's reader for benchmarks: from a frame's bytes to the event that the lane gets, as a connection does it. */
public final class RawFrames {
    private final FrameReader reader = new FrameReader();

    /** Reads one frame. Not thread-safe. */
    public GatewayEvent read(byte[] frame, long receivedNanos) throws IOException {
        reader.read(frame);
        return reader.event(receivedNanos, reader.payload(frame));
    }
}
