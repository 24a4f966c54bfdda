package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What several runs gave. */
record Spread(double median, double least, double most) {

    /** Of an array's elements; empty when there are none. */
    static Optional<Spread> of(JsonNode runs, ToDoubleFunction<JsonNode> figure) {
        List<Double> sorted = StreamSupport.stream(runs.spliterator(), false)
                .map(figure::applyAsDouble)
                .sorted()
                .toList();
        return sorted.isEmpty()
                ? Optional.empty()
                : Optional.of(new Spread(sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast()));
    }

    /** Of one figure. */
    static Spread once(double value) {
        return new Spread(value, value, value);
    }

    Spread per(double unit) {
        return new Spread(median / unit, least / unit, most / unit);
    }

    /** Whether some run of the one was as good as some run of the other. */
    boolean meets(Spread other) {
        return least <= other.most && other.least <= most;
    }

    String text() {
        String middle = Rounded.figure(median);
        List<String> ends = Stream.of(least, most).map(Rounded::figure).toList();
        return ends.stream().allMatch(middle::equals) ? middle : middle + " (" + String.join("–", ends) + ")";
    }
}
