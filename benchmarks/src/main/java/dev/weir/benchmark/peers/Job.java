package dev.weir.benchmark.peers;

/**
 * What one process measures; done whole or anew.
 *
 * @param matching collectors that match each event; of the rates only
 */
record Job(Part part, Contender contender, int matching) {

    /** By which the results know that it is done. */
    String key() {
        return contender.code() + " " + part.code() + (rates() ? " " + matching : "");
    }

    String text() {
        String what = switch (part) {
            case SUITE -> "correctness suite";
            case RAW -> "from the raw payload, " + matching + " matching";
            case ROUTING -> "routing only, " + matching + " matching";
            case COST -> "cost of idle collectors";
            case E2E -> "over a WebSocket, 1 shard";
            case HEAP -> "heap of 8 shards";
        };
        return contender.title() + ": " + what;
    }

    boolean rates() {
        return part == Part.RAW || part == Part.ROUTING;
    }
}
