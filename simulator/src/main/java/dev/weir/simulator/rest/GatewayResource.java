package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.limit.IdentifyLedger;
import dev.weir.simulator.wire.HttpAnswer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Where to connect, and how often. */
final class GatewayResource {

    private final Lane lane;
    private final IdentifyLedger ledger;
    private final IntSupplier shards;
    private final Supplier<String> url;

    GatewayResource(Lane lane, IdentifyLedger ledger, IntSupplier shards, Supplier<String> url) {
        this.lane = lane;
        this.ledger = ledger;
        this.shards = shards;
        this.url = url;
    }

    HttpAnswer plain(Request request) {
        return HttpAnswer.json(200, Json.object().put("url", url.get()));
    }

    HttpAnswer bot(Request request) {
        long now = lane.nanos();
        ObjectNode body = Json.object().put("url", url.get()).put("shards", shards.getAsInt());
        body.putObject("session_start_limit")
                .put("total", ledger.total())
                .put("remaining", ledger.remaining(now))
                .put("reset_after", (int) ledger.resetAfter(now).toMillis())
                .put("max_concurrency", ledger.maxConcurrency());
        return HttpAnswer.json(200, body);
    }
}
