package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.peers.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One measurement after the other, each in a fresh process; the answers go into the results as they come. */
final class Course {
    private static final long SEED = 1;
    private static final Map<String, String> TOKEN = Map.of("WEIR_DISCORD_TOKEN", "benchmark.token.of-no-bot");

    private final Places places;
    private final Plan plan;
    private final String cpus;
    private final ObjectNode results;

    Course(Places places, Plan plan, String cpus, ObjectNode results) {
        this.places = places;
        this.plan = plan;
        this.cpus = cpus;
        this.results = results;
    }

    void run(List<Contender> contenders, List<String> parts) throws IOException, InterruptedException {
        Corpus.write(places.corpus(), SEED, plan.events());
        for (Contender contender : contenders) {
            Files.deleteIfExists(places.errors(contender));
            if (wanted(parts, "suite")) {
                suite(contender);
            }
            for (String tier : List.of("routing", "raw")) {
                if (wanted(parts, tier)) {
                    rates(contender, tier);
                }
            }
            if (wanted(parts, "cost")) {
                costs(contender);
            }
            if (wanted(parts, "e2e") && contender.endToEnd()) {
                endToEnd(contender);
            }
        }
    }

    private static boolean wanted(List<String> parts, String part) {
        return parts.isEmpty() || parts.contains(part);
    }

    private ObjectNode of(Contender contender) {
        return results.withObject("/peers/" + contender.code());
    }

    private JsonNode measure(Contender contender, List<String> options, int seconds)
            throws IOException, InterruptedException {
        System.err.println("  " + contender.title() + " " + String.join(" ", options));
        List<String> command = new ArrayList<>(contender.command(places, plan));
        command.addAll(List.of("--corpus", places.corpus().toString()));
        command.addAll(options);
        try (Child child = Child.start(command, cpus, places.errors(contender), Map.of())) {
            JsonNode result = child.result(Duration.ofSeconds(seconds));
            if (result.path("version").isTextual()) {
                of(contender).put("version", result.path("version").asText());
            }
            return result;
        }
    }

    private void suite(Contender contender) throws IOException, InterruptedException {
        JsonNode result = measure(contender, List.of("--task", "suite"), 400);
        of(contender).set("suite", result);
    }

    private List<String> timed(String task, int n) {
        return List.of("--task", task, "--n", "" + n, "--runs", "" + plan.runs(), "--patience", "" + plan.patience());
    }

    /** From few waiting ones to many, until an event takes too long. */
    private void rates(Contender contender, String tier) throws IOException, InterruptedException {
        ArrayNode cells = of(contender).putArray(tier);
        int seconds = plan.patience() * 2 + 60 + (plan.warmup() + plan.millis() * plan.runs()) / 250;
        for (int k : plan.matching()) {
            for (int n : plan.waiting()) {
                List<String> options = new ArrayList<>(timed(tier, n));
                options.addAll(List.of("--k", "" + k, "--millis", "" + plan.millis(), "--warmup", "" + plan.warmup()));
                JsonNode result = measure(contender, options, seconds);
                cells.addObject().put("k", k).put("n", n).set("result", result);
                if (result.has("na")) {
                    return;
                }
                if (result.has("stopped")) {
                    break;
                }
            }
        }
    }

    private void costs(Contender contender) throws IOException, InterruptedException {
        ArrayNode cells = of(contender).putArray("cost");
        for (int n : plan.costs()) {
            JsonNode result = measure(contender, timed("cost", n), plan.patience() * (plan.runs() + 4) + 60);
            cells.addObject().put("n", n).set("result", result);
            if (result.has("stopped")) {
                return;
            }
        }
    }

    // Over a WebSocket.

    private void endToEnd(Contender contender) throws IOException, InterruptedException {
        ObjectNode into = of(contender).putObject("e2e");
        ObjectNode single = into.putObject("load");
        overWebSocket(contender, 1, plan.guilds(), (discord, client) -> load(discord, client, single));
        overWebSocket(contender, 8, 8 * plan.guilds(), (_, client) -> {
            JsonNode heap = client.ask("heap", Duration.ofMinutes(1));
            into.set("heap", heap);
        });
    }

    /** What is done while both run. */
    @FunctionalInterface
    private interface Both {
        void run(Child discord, Child client) throws IOException, InterruptedException;
    }

    private void overWebSocket(Contender contender, int shards, int guilds, Both both)
            throws IOException, InterruptedException {
        System.err.println(
                "  " + contender.title() + " over a WebSocket, " + shards + " shards, " + guilds + " guilds");
        Path ca = places.work().resolve("ca.pem");
        List<String> discordCommand = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-cp",
                places.ownClassPath(),
                "dev.weir.benchmark.peers.DiscordMain",
                "--shards",
                "" + shards,
                "--guilds",
                "" + guilds,
                "--ca",
                ca.toString());
        String server = cpus.isEmpty() ? "" : "1";
        String clients = cpus.isEmpty() ? "" : "0";
        try (Child discord = Child.start(discordCommand, server, places.work().resolve("discord.err"), TOKEN)) {
            String[] ready =
                    discord.result(Duration.ofMinutes(1)).path("ready").asText().split(" ", -1);
            if (ready.length != 2) {
                throw new IOException("the simulated Discord did not start: see benchmarks/target/peers/discord.err");
            }
            List<String> command = new ArrayList<>(contender.command(places, plan));
            command.addAll(List.of("--task", "e2e", "--port", ready[0], "--gateway", ready[1], "--ca", ca.toString()));
            command.addAll(List.of("--shards", "" + shards));
            try (Child client = Child.start(command, clients, places.errors(contender), TOKEN)) {
                JsonNode up = client.result(Duration.ofMinutes(2));
                if (up.has("stopped")) {
                    of(contender).withObject("/e2e").set("failed", up);
                    return;
                }
                both.run(discord, client);
            }
        }
    }

    private void load(Child discord, Child client, ObjectNode into) throws IOException, InterruptedException {
        Duration patience = Duration.ofSeconds(plan.rateSeconds() + 60);
        // For the compilers, on both sides.
        client.ask("reset", patience);
        JsonNode warm = discord.ask("rate 2000 " + Math.max(1, plan.rateSeconds() / 2), patience);
        awaitReceived(client, warm.path("sent").asLong());
        burst(discord, client);
        ArrayNode rates = into.putArray("rates");
        for (int rate : plan.rates()) {
            client.ask("reset", patience);
            JsonNode sent = discord.ask("rate " + rate + " " + plan.rateSeconds(), patience);
            JsonNode report = awaitReceived(client, sent.path("sent").asLong());
            rates.addObject().put("rate", rate).<ObjectNode>set("sent", sent).set("report", report);
        }
        ArrayNode bursts = into.putArray("bursts");
        for (int i = 0; i < plan.runs(); i++) {
            bursts.add(burst(discord, client));
        }
        into.set("heap", client.ask("heap", Duration.ofMinutes(1)));
    }

    private JsonNode burst(Child discord, Child client) throws IOException, InterruptedException {
        client.ask("reset", Duration.ofMinutes(1));
        long start = System.nanoTime();
        JsonNode sent = discord.ask("burst " + plan.burst(), Duration.ofMinutes(5));
        JsonNode report = awaitReceived(client, sent.path("sent").asLong());
        return ((ObjectNode) report).put("nanos", System.nanoTime() - start);
    }

    /** The client's report as soon as all has come, or when nothing has come for 5 s. */
    private static JsonNode awaitReceived(Child client, long sent) throws IOException, InterruptedException {
        long last = -1;
        long since = System.nanoTime();
        while (true) {
            JsonNode report = client.ask("report", Duration.ofMinutes(1));
            long received = report.path("received").asLong(-1);
            if (received >= sent || report.has("stopped")) {
                return report;
            }
            if (received != last) {
                last = received;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > 5_000_000_000L) {
                return report;
            }
            Thread.sleep(10);
        }
    }
}
