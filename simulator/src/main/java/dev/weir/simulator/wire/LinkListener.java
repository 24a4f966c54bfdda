package dev.weir.simulator.wire;

import org.jspecify.annotations.Nullable;

/** Who listens to a WebSocket. Called on the lane. */
public interface LinkListener {

    void text(byte[] text);

    void binary();

    /**
     * The other side is gone. Not called after our own {@link Link#close}, {@link Link#cut} or {@link Link#freeze}.
     *
     * @param code absent when there was no close frame
     */
    void closed(@Nullable Integer code);

    /** The socket takes data again. */
    void writable();
}
