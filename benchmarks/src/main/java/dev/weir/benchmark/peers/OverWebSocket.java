package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A whole client against the simulated Discord, each in a process and, where the machine can, on a CPU of its own. */
final class OverWebSocket {
    private static final Map<String, String> TOKEN = Map.of("WEIR_DISCORD_TOKEN", "benchmark.token.of-no-bot");
    private static final Duration UP = Duration.ofSeconds(90);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long QUIET_NANOS = 3_000_000_000L;
    private static final int MOST_LOOKS = 20;

    private final Places places;
    private final Plan plan;
    private final boolean pinned;

    OverWebSocket(Places places, Plan plan, String cpus) {
        this.places = places;
        this.plan = plan;
        this.pinned = cpus.equals("0-1");
    }

    /** What is done while both run. */
    @FunctionalInterface
    private interface Both {
        void run(Child discord, Child client) throws IOException, InterruptedException;
    }

    /** CPU, latency and saturation of one shard. Why it failed; empty when it did not. */
    String load(Job job, ObjectNode into) throws IOException, InterruptedException {
        int round = job.variant();
        return both(job.contender(), 1, (discord, client) -> {
            // For the compilers, on both sides: in a burst other ways are taken than for messages that come alone.
            rate(discord, client, plan.rates().getLast(), plan.warmSeconds());
            for (int i = 0; i < plan.runs(); i++) {
                burst(discord, client);
            }
            rate(discord, client, plan.rates().getLast(), plan.warmSeconds());
            for (int rate : plan.rates()) {
                ArrayNode runs = runs(into.withArray("/rates"), rate);
                for (int i = 0; i < plan.roundRuns(); i++) {
                    runs.add(rate(discord, client, rate, plan.rateSeconds()).put("round", round));
                }
            }
            for (int i = 0; i < plan.roundRuns(); i++) {
                into.withArray("/bursts").add(burst(discord, client).put("round", round));
            }
        });
    }

    private static ArrayNode runs(ArrayNode rates, int rate) {
        for (JsonNode each : rates) {
            if (each.path("rate").asInt() == rate) {
                return ((ObjectNode) each).withArray("/runs");
            }
        }
        return rates.addObject().put("rate", rate).putArray("runs");
    }

    /** Heap with nothing to do. */
    String heap(Job job, ObjectNode into) throws IOException, InterruptedException {
        return both(job.contender(), job.variant(), (_, client) -> into.setAll(settledHeap(client)));
    }

    /** As soon as it changes no more: a client may call itself ready while it still reads its guilds. */
    private static ObjectNode settledHeap(Child client) throws IOException, InterruptedException {
        ObjectNode heap = (ObjectNode) whole(client.ask("heap", ANSWER));
        long bytes = 0;
        for (int i = 0; i < MOST_LOOKS && Math.abs(heap.path("heapBytes").asLong() - bytes) > bytes / 100; i++) {
            bytes = heap.path("heapBytes").asLong();
            TimeUnit.SECONDS.sleep(2);
            heap = (ObjectNode) whole(client.ask("heap", ANSWER));
        }
        return heap;
    }

    private String both(Contender contender, int shards, Both both) throws IOException, InterruptedException {
        Path ca = places.work().resolve("ca.pem");
        List<String> discordCommand = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms2g",
                "-Xmx2g",
                "-cp",
                places.ownClassPath(),
                "dev.weir.benchmark.peers.DiscordMain",
                "--shards",
                "" + shards,
                "--guilds",
                "" + shards * plan.guilds(),
                "--ca",
                ca.toString());
        try (Child discord =
                Child.start(discordCommand, pinned ? "1" : "", places.work().resolve("discord.err"), TOKEN)) {
            String[] ready = whole(discord.result(UP)).path("ready").asText().split(" ", -1);
            List<String> command = new ArrayList<>(contender.command(places, plan));
            command.addAll(List.of("--task", "e2e", "--port", ready[0], "--gateway", ready[1], "--ca", ca.toString()));
            command.addAll(List.of("--shards", "" + shards));
            try (Child client = Child.start(command, pinned ? "0" : "", places.errors(contender), TOKEN)) {
                whole(client.result(UP));
                both.run(discord, client);
            }
            return "";
        }
    }

    private static JsonNode whole(JsonNode result) throws IOException {
        if (result.has("stopped")) {
            throw new IOException(result.path("stopped").asText());
        }
        return result;
    }

    /** Messages with the time of sending, so many a second. */
    private ObjectNode rate(Child discord, Child client, int rate, int seconds)
            throws IOException, InterruptedException {
        whole(client.ask("reset", ANSWER));
        JsonNode sent = whole(discord.ask("rate " + rate + " " + seconds, ANSWER.plusSeconds(3L * seconds)));
        return report(client, sent.path("sent").asLong())
                .put("sendingSeconds", sent.path("seconds").asDouble());
    }

    /** As many as the sockets take. */
    private ObjectNode burst(Child discord, Child client) throws IOException, InterruptedException {
        whole(client.ask("reset", ANSWER));
        // The clock of the clients too: all run on one machine.
        long start = System.nanoTime();
        JsonNode sent = whole(discord.ask("burst " + plan.burst(), ANSWER.multipliedBy(2)));
        ObjectNode report = report(client, sent.path("sent").asLong());
        return report.put("nanos", report.path("lastNanos").asLong() - start);
    }

    /** The client's report as soon as all has come, or when nothing has come for a while. */
    private static ObjectNode report(Child client, long sent) throws IOException, InterruptedException {
        long last = -1;
        long since = System.nanoTime();
        long received = 0;
        while (received < sent && System.nanoTime() - since < QUIET_NANOS) {
            received = whole(client.ask("count", ANSWER)).path("received").asLong();
            if (received != last) {
                last = received;
                since = System.nanoTime();
            }
            if (received < sent) {
                Thread.sleep(20);
            }
        }
        return ((ObjectNode) whole(client.ask("report", ANSWER))).put("sent", sent);
    }
}
