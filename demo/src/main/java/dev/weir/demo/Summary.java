package dev.weir.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.demo.Snapshot.Permits;
import dev.weir.demo.Snapshot.Referee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a run of the demo went.
 *
 * @param expectsCollectors whether there was load for long enough that collectors must have started, collected and ended
 * @param itemsCollected items that collectors accepted
 * @param last the fleet just before its end
 * @param killed processes that somebody ended with {@code kill -9}, as the demo suggests: told, but no failure
 * @param died processes that ended by themselves, with exit code
 * @param mostPermitsUsed highest use of the fleet-wide limit that was seen
 */
record Summary(
        Duration length,
        boolean expectsCollectors,
        int shards,
        Snapshot last,
        long collectorsStarted,
        long itemsCollected,
        Map<String, Long> collectorsEnded,
        long mostPermitsUsed,
        List<String> killed,
        List<String> died) {

    Summary {
        collectorsEnded = Map.copyOf(collectorsEnded);
        killed = List.copyOf(killed);
        died = List.copyOf(died);
    }

    boolean ok() {
        return problems().isEmpty();
    }

    long collectorsEndedInAll() {
        return collectorsEnded.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What did not go as it should, for people. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        died.forEach(process -> problems.add("process ended by itself: " + process));
        if (last.shards() == null) {
            problems.add("no coordinator answered at the end");
        } else if (last.active() < shards) {
            problems.add("only %d of %d shards were ACTIVE at the end".formatted(last.active(), shards));
        }
        if (expectsCollectors && collectorsStarted == 0) {
            problems.add("no collector was started");
        }
        if (expectsCollectors && itemsCollected == 0) {
            problems.add("no collector collected anything");
        }
        if (expectsCollectors && collectorsEndedInAll() == 0) {
            problems.add("no collector ended");
        }
        Permits permits = last.permits();
        if (permits != null && mostPermitsUsed > permits.limit()) {
            problems.add(
                    "%d collectors ran at once, above the limit of %d".formatted(mostPermitsUsed, permits.limit()));
        }
        Referee referee = last.referee();
        if (referee == null) {
            problems.add("the simulated Discord did not answer at the end");
        } else {
            if (referee.secondEffects() > 0) {
                problems.add("%d events were acted on twice".formatted(referee.secondEffects()));
            }
            if (referee.identifyViolations() > 0) {
                problems.add("%d IDENTIFYs came too early".formatted(referee.identifyViolations()));
            }
            if (expectsCollectors && referee.effects() == 0) {
                problems.add("the bot answered nothing");
            }
        }
        return problems;
    }

    String json() {
        ObjectNode out = new JsonMapper().createObjectNode();
        out.put("ok", ok());
        out.put("seconds", length.toMillis() / 1000.0);
        out.putObject("shards").put("active", last.active()).put("total", shards);
        ObjectNode collectors = out.putObject("collectors");
        collectors.put("started", collectorsStarted);
        collectors.put("collected", itemsCollected);
        ObjectNode ended = collectors.putObject("ended");
        new TreeMap<>(collectorsEnded).forEach(ended::put);
        collectors.put("active", last.collectorsActive());
        Permits permits = last.permits();
        if (permits != null) {
            out.putObject("permits")
                    .put("limit", permits.limit())
                    .put("granted", permits.granted())
                    .put("used", permits.used())
                    .put("mostUsed", mostPermitsUsed);
        }
        Referee referee = last.referee();
        if (referee != null) {
            out.putObject("discord")
                    .put("deliveries", referee.deliveries())
                    .put("identifies", referee.identifies())
                    .put("identifyViolations", referee.identifyViolations())
                    .put("resumes", referee.resumes())
                    .put("effects", referee.effects())
                    .put("secondEffects", referee.secondEffects());
        }
        add(out.putArray("killed"), killed);
        add(out.putArray("died"), died);
        add(out.putArray("problems"), problems());
        return out.toPrettyString();
    }

    private static void add(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
