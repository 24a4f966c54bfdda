package dev.weir.benchmark.peers;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What is measured; in this order, so that what says most is there first should a run be stopped. */
enum Part {
    SUITE,
    E2E,
    HEAP,
    RAW,
    COST,
    ROUTING;

    /** As on the command line and in the results. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What one peer does of it, each in a process of its own. */
    List<Job> jobs(Contender contender, Plan plan) {
        if (!contender.library() && this != E2E) {
            return List.of();
        }
        return switch (this) {
            case SUITE, COST -> List.of(new Job(this, contender, 0));
            case RAW, ROUTING ->
                plan.matching().stream().map(k -> new Job(this, contender, k)).toList();
            case E2E ->
                IntStream.range(0, contender.endToEnd() ? plan.rounds() : 0)
                        .mapToObj(round -> new Job(this, contender, round))
                        .toList();
            case HEAP ->
                IntStream.of(1, 8)
                        .filter(_ -> contender.endToEnd())
                        .mapToObj(shards -> new Job(this, contender, shards))
                        .toList();
        };
    }
}
