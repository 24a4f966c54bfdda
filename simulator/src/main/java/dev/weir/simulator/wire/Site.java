package dev.weir.simulator.wire;

import java.util.function.Consumer;

/** What the port serves. Called on the lane. */
public interface Site {

    /** Answers now or later, once, on the lane. */
    void answer(HttpCall call, Consumer<HttpAnswer> reply);

    /** Whether this path is a gateway, where a WebSocket may be opened. */
    boolean isGateway(String path);

    /** Whether this path has the simulator do something, so that no page in a browser may call it. */
    boolean isControl(String path);

    /** A WebSocket was opened on a gateway path. */
    LinkListener opened(HttpCall call, Link link);
}
