package dev.weir.simulator;

import dev.weir.simulator.control.ControlApi;
import dev.weir.simulator.gateway.Gateway;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.rest.RestApi;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.wire.HttpCall;
import dev.weir.simulator.wire.Link;
import dev.weir.simulator.wire.LinkListener;
import dev.weir.simulator.wire.Site;
import java.util.function.Consumer;

/** Everything behind the one port, by path. */
record Town(Gateway gateway, RestApi rest, SimulatedBots others, ControlApi control) implements Site {

    @Override
    public void answer(HttpCall call, Consumer<HttpAnswer> reply) {
        if (RestApi.isApi(call.path())) {
            others.restFor(call, rest).answer(call, reply);
        } else if (ControlApi.isControl(call.path())) {
            control.answer(call, reply);
        } else {
            reply.accept(HttpAnswer.json(
                    404,
                    Json.object()
                            .put("status", 404)
                            .put("detail", "here are /api/v10, /gateway (WebSocket) and /sim/, not " + call.path())));
        }
    }

    @Override
    public boolean isGateway(String path) {
        String bare = path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
        return bare.equals(Gateway.PATH) || bare.equals(Gateway.RESUME_PATH);
    }

    @Override
    public boolean isControl(String path) {
        return ControlApi.isControl(path);
    }

    @Override
    public LinkListener opened(HttpCall call, Link link) {
        return gateway.opened(call, link);
    }
}
