package dev.weir.simulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;

/** What a client says of itself with op 2, checked; without its token, which has been looked at. */
record Identify(int shard, int count, int intents, int largeThreshold) {

    /** An identify, or the code it is refused with. */
    sealed interface Reading {
        record Good(Identify identify) implements Reading {}

        record Refused(CloseCode code) implements Reading {}
    }

    static Reading read(JsonNode data, GatewayRules rules) {
        JsonNode token = data.path("token");
        if (!token.isTextual() || !data.path("properties").isObject()) {
            return new Reading.Refused(CloseCode.DECODE_ERROR);
        }
        int shard = 0;
        int count = 1;
        JsonNode given = data.path("shard");
        if (!given.isMissingNode() && !given.isNull()) {
            if (given.size() != 2 || !given.path(0).isInt() || !given.path(1).isInt()) {
                return new Reading.Refused(CloseCode.INVALID_SHARD);
            }
            shard = given.path(0).asInt();
            count = given.path(1).asInt();
        }
        if (shard < 0 || shard >= count || count % rules.shardMultiple() != 0) {
            return new Reading.Refused(CloseCode.INVALID_SHARD);
        }
        JsonNode intents = data.path("intents");
        if (!intents.isIntegralNumber() || !Intents.areKnown(intents.asLong())) {
            return new Reading.Refused(CloseCode.INVALID_INTENTS);
        }
        int wanted = intents.asInt();
        if ((wanted & Intents.PRIVILEGED & ~rules.allowedPrivileged()) != 0) {
            return new Reading.Refused(CloseCode.DISALLOWED_INTENTS);
        }
        int threshold = data.path("large_threshold").asInt(50);
        return new Reading.Good(new Identify(shard, count, wanted, threshold));
    }
}
