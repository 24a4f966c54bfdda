package dev.weir.worker.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;

/** What a tree of Jackson's says. */
public final class Trees {
    private Trees() {}

    /** The id that a node is, as string or number; 0 when it is none. */
    public static long snowflake(JsonNode node) {
        String text = node.isIntegralNumber() || node.isTextual() ? node.asText() : "";
        return text.matches("[0-9]{1,19}") ? Math.max(0, new BigInteger(text).longValue()) : 0;
    }
}
