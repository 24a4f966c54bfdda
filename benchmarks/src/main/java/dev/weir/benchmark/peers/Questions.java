package dev.weir.benchmark.peers;

/** The suite's questions in words. */
final class Questions {
    private Questions() {}

    static String text(String id) {
        return switch (id) {
            case "burst" -> "a burst of 3 on max 1 collects 1";
            case "maxProcessed" -> "maxProcessed passed in a burst ends it";
            case "longTime" -> "a time of 2^31 ms does not end at once";
            case "slowFilter" -> "a slow asynchronous filter collects nothing after the end";
            case "filterThrows" -> "a filter that throws starves nobody else";
            case "handlerThrows" -> "a handler that throws skips no limit and runs once";
            case "removeAllElsewhere" -> "remove-all on another message takes nothing";
            case "toggle" -> "toggling one reaction eats no budget";
            case "resetTimer" -> "resetTimer, then an item: the new idle time holds";
            case "iterator" -> "breaking out of an iterator leaves nothing behind";
            case "timersLeft" -> "1000 satisfied waits of 1 h leave no timer";
            case "twoThreads" -> "two threads on a one-shot run it once";
            case "blockedConsumer" -> "one blocked consumer stalls nobody";
            case "otherShard" -> "a wait for what another shard hears hears it, or is refused";
            default -> id;
        };
    }
}
