package dev.weir.benchmark.peers;

/**
 * What one process measures; done whole or anew.
 *
 * @param variant of the rates: collectors that match each event; over a WebSocket: the round, from 0; of the heap: shards; else 0
 */
record Job(Part part, Contender contender, int variant) {

    /** By which the results know that it is done. */
    String key() {
        return contender.code() + " " + part.code() + (variants() ? " " + variant : "");
    }

    String text() {
        String what = switch (part) {
            case SUITE -> "correctness suite";
            case RAW -> "from the raw payload, " + variant + " matching";
            case ROUTING -> "routing only, " + variant + " matching";
            case COST -> "cost of idle collectors";
            case E2E -> "over a WebSocket, 1 shard, round " + (variant + 1);
            case HEAP -> "heap with " + (variant == 1 ? "1 shard" : variant + " shards");
        };
        return contender.title() + ": " + what;
    }

    private boolean variants() {
        return rates() || part == Part.E2E || part == Part.HEAP;
    }

    boolean rates() {
        return part == Part.RAW || part == Part.ROUTING;
    }
}
