package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weir.peers.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What the results say, asked for by name. */
record Figures(JsonNode results) {

    List<Contender> present() {
        return Stream.of(Contender.values())
                .filter(Contender::library)
                .filter(each -> results.path("peers").has(each.code()))
                .toList();
    }

    /** Libraries that were measured over a WebSocket. */
    List<Contender> clients() {
        return overWebSocket().stream().filter(Contender::library).toList();
    }

    /** All that was measured over a WebSocket. */
    List<Contender> overWebSocket() {
        return Stream.of(Contender.values())
                .filter(each -> of(each).path("e2e").has("rates"))
                .toList();
    }

    JsonNode of(Contender contender) {
        return results.path("peers").path(contender.code());
    }

    JsonNode plan() {
        return results.path("plan");
    }

    List<Integer> sizes(String field) {
        List<Integer> sizes = new ArrayList<>();
        plan().path(field).forEach(n -> sizes.add(n.asInt()));
        return sizes;
    }

    // Without a network.

    /** One size of a part; missing when it was not come to. {@code k} is 0 where a part knows none. */
    private JsonNode cell(Contender contender, Part part, int k, int n) {
        for (JsonNode cell : of(contender).path(part.code())) {
            if (cell.path("n").asInt() == n && cell.path("k").asInt() == k) {
                return cell.path("result");
            }
        }
        return MissingNode.getInstance();
    }

    /** Events a second. */
    Optional<Spread> rate(Contender contender, Part tier, int k, int n) {
        return Spread.of(cell(contender, tier, k, n).path("runs"), JsonNode::asDouble);
    }

    /** Events a second, where need be from the one event that was too slow to go on. */
    Optional<Spread> rateOrLast(Contender contender, Part tier, int k, int n) {
        JsonNode cell = cell(contender, tier, k, n);
        return cell.has("eventNanos")
                ? Optional.of(Spread.once(1e9 / cell.path("eventNanos").asDouble()))
                : rate(contender, tier, k, n);
    }

    /** {@code bytes}, {@code startNanos} or {@code endNanos}. */
    Optional<Spread> cost(Contender contender, String field, int n) {
        return Spread.of(cell(contender, Part.COST, 0, n).path(field), JsonNode::asDouble);
    }

    /** Why a size has no figure. */
    String without(Contender contender, Part part, int k, int n) {
        JsonNode cells = of(contender).path(part.code());
        if (cells.isMissingNode()) {
            return "not run";
        }
        if (cells.path(0).path("result").has("na")) {
            return "n/a";
        }
        JsonNode cell = cell(contender, part, k, n);
        return cell.path("stopped")
                .asText(cell.path("endStopped").asText(cell.isMissingNode() ? "stopped before" : "–"));
    }

    // Over a WebSocket.

    private JsonNode runs(Contender contender, int rate) {
        for (JsonNode cell : of(contender).path("e2e").path("rates")) {
            if (cell.path("rate").asInt() == rate) {
                return cell.path("runs");
            }
        }
        return MissingNode.getInstance();
    }

    /** {@code p50}, {@code p99} or {@code p999}, microseconds. */
    Optional<Spread> latency(Contender contender, int rate, String quantile) {
        return Spread.of(runs(contender, rate), run -> run.path(quantile).asDouble() / 1e3);
    }

    /** Microseconds of CPU a message. */
    Optional<Spread> cpu(Contender contender, int rate) {
        return Spread.of(runs(contender, rate), Figures::cpu);
    }

    private static double cpu(JsonNode run) {
        return run.path("cpuNanos").asDouble()
                / 1e3
                / Math.max(1, run.path("received").asDouble());
    }

    Optional<Spread> cpuAtSaturation(Contender contender) {
        return bursts(contender, Figures::cpu);
    }

    /** Messages a second. */
    Optional<Spread> saturation(Contender contender) {
        return bursts(
                contender,
                run -> run.path("received").asDouble()
                        * 1e9
                        / Math.max(1, run.path("nanos").asDouble()));
    }

    private Optional<Spread> bursts(Contender contender, ToDoubleFunction<JsonNode> figure) {
        return Spread.of(of(contender).path("e2e").path("bursts"), figure);
    }

    /** Messages that never came to the handler, in all counted runs at a rate, or with 0 at saturation. */
    String lost(Contender contender, int rate) {
        JsonNode runs = rate == 0 ? of(contender).path("e2e").path("bursts") : runs(contender, rate);
        long sent = 0;
        long received = 0;
        for (JsonNode run : runs) {
            sent += run.path("sent").asLong();
            received += run.path("received").asLong();
        }
        return sent == 0 ? "–" : Rounded.count(sent - received) + " of " + Rounded.count(sent);
    }

    /** Bytes. */
    Optional<Spread> heap(Contender contender, int shards) {
        JsonNode heap = of(contender).path("heap").path("" + shards);
        return heap.has("heapBytes")
                ? Optional.of(Spread.once(heap.path("heapBytes").asDouble()))
                : Optional.empty();
    }

    // The suite.

    /** {@code outcome} or {@code detail}. */
    String answer(Contender contender, String question, String field) {
        for (JsonNode answer : of(contender).path("suite").path("answers")) {
            if (answer.path("id").asText().equals(question)) {
                return answer.path(field).asText();
            }
        }
        return "–";
    }

    boolean passes(Contender contender, String question) {
        return answer(contender, question, "outcome").equals("pass");
    }

    boolean hasSuite(Contender contender) {
        return of(contender).path("suite").has("answers");
    }

    private long count(Contender contender, String outcome) {
        return Suite.QUESTIONS.stream()
                .filter(question -> answer(contender, question, "outcome").equals(outcome))
                .count();
    }

    long passed(Contender contender) {
        return count(contender, "pass");
    }

    String score(Contender contender) {
        if (!hasSuite(contender)) {
            return "not run";
        }
        long none = count(contender, "n/a");
        return passed(contender) + " of " + Suite.QUESTIONS.size() + (none == 0 ? "" : ", " + none + " n/a");
    }
}
