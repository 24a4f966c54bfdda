package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.peers.Bench;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorConfig;
import dev.weir.simulator.control.WorldView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * The simulated Discord as a process of its own that pushes messages on command: {@code rate PER_SECOND SECONDS} with the time
 * of sending as content, {@code burst COUNT} as fast as the sockets take them.
 */
public final class DiscordMain {
    /** Half of Discord's: a client's first heartbeat falls into the warm-up. */
    private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(20);

    private final Simulator simulator;
    private final List<WorldView.GuildView> guilds;
    private long id = 1_500_000_000_000_000_000L;

    private DiscordMain(Simulator simulator) {
        this.simulator = simulator;
        this.guilds = simulator.world().guilds();
    }

    public static void main(String[] args) throws IOException {
        Map<String, String> options = Bench.options(args);
        int shards = Integer.parseInt(Objects.requireNonNull(options.get("shards")));
        SimulatorConfig config = SimulatorConfig.defaults(Objects.requireNonNull(System.getenv("WEIR_DISCORD_TOKEN")))
                .withPort(0)
                .withShards(shards)
                .withGuilds(Integer.parseInt(Objects.requireNonNull(options.get("guilds"))))
                .withChannels(50)
                .withMaxConcurrency(shards)
                .withHeartbeatInterval(HEARTBEAT_INTERVAL);
        try (Simulator simulator = Simulator.start(config)) {
            Files.writeString(Path.of(Objects.requireNonNull(options.get("ca"))), simulator.caCertificatePem());
            System.out.println("READY " + simulator.port() + " " + simulator.gatewayUri());
            new DiscordMain(simulator).serve();
        }
    }

    private void serve() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<String> words = List.of(line.split(" ", -1));
            String answer = switch (words.getFirst()) {
                case "rate" -> rate(Integer.parseInt(words.get(1)), Integer.parseInt(words.get(2)));
                case "burst" -> burst(Integer.parseInt(words.get(1)));
                default -> "{}";
            };
            System.out.println("RESULT " + answer);
        }
        Runtime.getRuntime().halt(0);
    }

    private String burst(int count) {
        var report = simulator.burst(0, count, 50).join();
        return "{\"sent\":" + report.sent() + "}";
    }

    private String rate(int perSecond, int seconds) {
        long start = System.nanoTime();
        int count = perSecond * seconds;
        for (int i = 0; i < count; i++) {
            long due = start + (long) (i * 1e9 / perSecond);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            simulator.dispatch(null, "MESSAGE_CREATE", message(i));
        }
        double took = (System.nanoTime() - start) / 1e9;
        return "{\"sent\":" + count + ",\"seconds\":" + took + "}";
    }

    private ObjectNode message(int i) {
        WorldView.GuildView guild = guilds.get(i % guilds.size());
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("id", Long.toString(id += 1L << 12))
                .put("type", 0)
                .put(
                        "channel_id",
                        guild.channels()
                                .get(i / guilds.size() % guild.channels().size()))
                .put("guild_id", guild.id());
        message.putObject("author")
                .put("id", "130000000000000" + (1_000 + i % 1_000))
                .put("username", "user" + i % 1_000)
                .putNull("avatar")
                .putNull("global_name")
                .put("discriminator", "0")
                .put("public_flags", 0);
        message.putObject("member")
                .put("joined_at", "2024-05-01T10:00:00.000000+00:00")
                .put("mute", false)
                .put("deaf", false)
                .put("flags", 0)
                .putArray("roles");
        message.put("timestamp", "2026-01-01T00:00:00.000000+00:00")
                .putNull("edited_timestamp")
                .put("tts", false)
                .put("mention_everyone", false)
                .put("pinned", false)
                .put("flags", 0);
        for (String list : List.of("mentions", "mention_roles", "attachments", "embeds", "components")) {
            message.putArray(list);
        }
        return message.put("content", "@" + System.nanoTime());
    }
}
