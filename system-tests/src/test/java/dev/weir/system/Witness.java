package dev.weir.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the simulated Discord has seen since a moment, by its own clock and log: a test that polls would measure its own
 * slowness.
 */
final class Witness {
    private static final int PAGE = 10_000;

    private final Trial trial;
    private final int shards;
    private final long sinceNanos;
    private final long sinceEntry;
    private final JsonNode before;

    /** A time in which there was no effect. */
    record Silence(Duration from, Duration to) {
        Duration length() {
            return to.minus(from);
        }
    }

    private Witness(Trial trial, int shards, JsonNode before, long sinceNanos) {
        this.trial = trial;
        this.shards = shards;
        this.before = before;
        this.sinceEntry = before.path("logEntries").asLong();
        this.sinceNanos = sinceNanos;
    }

    /** Looks from now on. */
    static Witness of(Trial trial, int shards) throws IOException, InterruptedException {
        return new Witness(trial, shards, trial.referee(), uptimeNanos(trial));
    }

    /** Looks at everything since the simulated Discord began. */
    static Witness ofTheWhole(Trial trial, int shards) {
        return new Witness(trial, shards, MissingNode.getInstance(), 0);
    }

    /** How much a counter of the referee has grown. */
    long more(String counter) throws IOException, InterruptedException {
        return trial.referee().path(counter).asLong() - before.path(counter).asLong();
    }

    /** Everything of one kind, in order. */
    List<JsonNode> all(String kind) throws IOException, InterruptedException {
        List<JsonNode> entries = new ArrayList<>();
        long after = sinceEntry;
        while (true) {
            JsonNode page = trial.json(
                            trial.fleet.simulator().address(),
                            "/sim/log?kind=%s&after=%d&limit=%d".formatted(kind, after, PAGE))
                    .path("entries");
            page.forEach(entries::add);
            if (page.size() < PAGE) {
                return entries;
            }
            after = page.get(PAGE - 1).path("number").asLong();
        }
    }

    /** When the first session of each shard began; a shard without one is missing. */
    Map<Integer, Duration> sessionsBegan() throws IOException, InterruptedException {
        Map<Integer, Duration> began = new TreeMap<>();
        for (JsonNode start : all("sessionStart")) {
            began.putIfAbsent(start.path("shard").asInt(), at(start));
        }
        return began;
    }

    /** When each shard first had an effect in a session that began since; a shard without one is missing. */
    Map<Integer, Duration> actingInANewSession() throws IOException, InterruptedException {
        Map<Integer, Duration> began = sessionsBegan();
        Map<Integer, Duration> acting = new TreeMap<>();
        for (JsonNode effect : all("effect")) {
            Duration session = began.get(shardOf(effect));
            if (session != null && at(effect).compareTo(session) > 0) {
                acting.putIfAbsent(shardOf(effect), at(effect));
            }
        }
        return acting;
    }

    /** The longest time in which none of these shards had an effect, between that moment and now. */
    Silence silence(Set<Integer> together) throws IOException, InterruptedException {
        Duration now = age();
        Silence longest = new Silence(Duration.ZERO, Duration.ZERO);
        Duration last = Duration.ZERO;
        for (JsonNode effect : all("effect")) {
            if (together.contains(shardOf(effect))) {
                Silence silence = new Silence(last, at(effect));
                last = at(effect);
                longest = silence.length().compareTo(longest.length()) > 0 ? silence : longest;
            }
        }
        Silence unfinished = new Silence(last, now);
        return unfinished.length().compareTo(longest.length()) > 0 ? unfinished : longest;
    }

    /** How many effects each shard had after a time since that moment. */
    Map<Integer, Long> effectsAfter(Duration since) throws IOException, InterruptedException {
        Map<Integer, Long> counts = new TreeMap<>();
        for (JsonNode effect : all("effect")) {
            if (at(effect).compareTo(since) > 0) {
                counts.merge(shardOf(effect), 1L, Long::sum);
            }
        }
        return counts;
    }

    /** The times between every two IDENTIFYs of one bucket, as they followed on each other. */
    List<Duration> betweenIdentifies() throws IOException, InterruptedException {
        List<Duration> between = new ArrayList<>();
        Map<Integer, Duration> last = new TreeMap<>();
        for (JsonNode identify : all("identify")) {
            Duration former = last.put(identify.path("bucket").asInt(), at(identify));
            if (former != null) {
                between.add(at(identify).minus(former));
            }
        }
        return between;
    }

    /** When the last identify came; zero when there was none since that moment. */
    Duration lastIdentify() throws IOException, InterruptedException {
        List<JsonNode> identifies = all("identify");
        return identifies.isEmpty() ? Duration.ZERO : at(identifies.getLast());
    }

    /** How long ago that moment is. */
    Duration age() throws IOException, InterruptedException {
        return Duration.ofNanos(uptimeNanos(trial) - sinceNanos);
    }

    private static long uptimeNanos(Trial trial) throws IOException, InterruptedException {
        double seconds = trial.json(trial.fleet.simulator().address(), "/sim/status")
                .path("uptimeSeconds")
                .asDouble();
        return (long) (seconds * 1e9);
    }

    /** When an entry was written. */
    Duration at(JsonNode entry) {
        return Duration.ofNanos(entry.path("nanos").asLong() - sinceNanos);
    }

    private int shardOf(JsonNode effect) {
        return Math.toIntExact((effect.path("guild").asLong() >> 22) % shards);
    }
}
