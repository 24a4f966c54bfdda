package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Workers that are no use, beside a fleet that serves: each costs itself only, and is told by name.
 *
 * <p>{@code -Dbad.workers.seconds=600} has them beside it for ten minutes.
 */
final class BadWorkersTest {
    private static final int SECONDS = Integer.getInteger("bad.workers.seconds", 20);

    /** What a slow machine may take for one answer; a shard that moves or waits to identify is silent for longer. */
    private static final Duration PAUSE = Duration.ofSeconds(3);

    @Test
    void workersWithAStaleTokenWithoutDiscordAndOfAnotherBotCostNobodyAnything() throws Exception {
        FleetPlan plan = FleetPlan.small().withShards(8).withDiscord(8, FaultTrial.HEARTBEAT_MILLIS);
        try (FaultTrial faults = FaultTrial.start("bad-workers", plan, FaultTrial.MANY)) {
            Trial trial = faults.trial;
            faults.awaitEvenShare(2);
            trial.discord("bots", "{\"token\":\"another.bots.token\",\"guilds\":20}");
            Witness witness = faults.withoutQueue();
            JsonNode before = trial.rest("/v1/shards");

            FleetProcess stale = trial.fleet.startWorker(Map.of("discord.token-file", token(trial, "stale")));
            FleetProcess unreachable = trial.fleet.startWorker(Map.of("discord.proxy", "http://127.0.0.1:" + closed()));
            FleetProcess another =
                    trial.fleet.startWorker(Map.of("discord.token-file", token(trial, "another.bots.token")));

            trial.within(60)
                    .until(() -> isSetAside(trial, unreachable, "unreachable")
                            && isSetAside(trial, another, "otherBot")
                            && (!stale.isAlive() || isSetAside(trial, stale, "token")));
            faults.until(witness, Duration.ofSeconds(SECONDS));

            assertThat(witness.more("sessionsEnded")).as("sessions that ended").isZero();
            assertThat(witness.more("identifies")).as("identifies").isZero();
            assertThat(owners(trial.rest("/v1/shards"))).isEqualTo(owners(before));
            assertThat(trial.activeShards()).isEqualTo(plan.shards());
            Witness.Silence longest = faults.longestOfAShard(witness);
            FaultTrial.row("bad workers beside it", "longest silence of a shard", longest.length(), 0);
            assertThat(longest.length()).isLessThan(PAUSE);
            faults.nothingTwiceAndNoIdentifyTooEarly();
            for (JsonNode bot :
                    trial.json(trial.fleet.simulator().address(), "/sim/bots").path("bots")) {
                assertThat(bot.path("identifies").asLong())
                        .as("identifies of another bot")
                        .isZero();
            }
            tellsWhy(trial, unreachable, another);
            comesBackByItself(trial);
        }
    }

    /** Somebody mends it: the worker serves, without being started again. */
    private static void comesBackByItself(Trial trial) throws Exception {
        int port = portWhereNothingListens();
        FleetProcess mended = trial.fleet.startWorker(Map.of("discord.proxy", "http://127.0.0.1:" + port));
        trial.within(40).until(() -> isSetAside(trial, mended, "unreachable"));
        assertThat(trial.get(mended.address(), "/readyz").statusCode()).isEqualTo(503);
        try (Doorway _ = Doorway.to(port, trial.fleet.simulator().address().getPort())) {
            trial.within(60)
                    .until(() -> standing(trial, mended).path("is").asText().equals("proven"));
            assertThat(trial.get(mended.address(), "/readyz").statusCode()).isEqualTo(200);
        }
    }

    private static int portWhereNothingListens() throws IOException {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return door.getLocalPort();
        }
    }

    /** REST, metrics, the worker's own probe and the leader's log say which one and why. */
    private static void tellsWhy(Trial trial, FleetProcess unreachable, FleetProcess another) throws Exception {
        assertThat(standing(trial, unreachable).path("text").asText()).contains("REST cannot be reached");
        assertThat(standing(trial, another).path("text").asText()).contains("the fleet serves");
        assertThat(standing(trial, another).path("since").asText()).isNotEmpty();
        for (FleetProcess each : List.of(unreachable, another)) {
            var readyz = trial.get(each.address(), "/readyz");
            assertThat(readyz.statusCode()).isEqualTo(503);
            assertThat(readyz.body()).contains("set aside");
            assertThat(trial.coordinator().printed()).contains("worker " + each.name() + " is set aside");
        }
        assertThat(trial.get(trial.coordinator().address(), "/metrics").body())
                .contains("weir_fleet_workers_aside{reason=\"otherBot\",} 1.0");
    }

    private static boolean isSetAside(Trial trial, FleetProcess worker, String reason) throws Exception {
        JsonNode standing = standing(trial, worker);
        return standing.path("is").asText().equals("setAside")
                && standing.path("reason").asText().equals(reason);
    }

    /** Missing while the coordinator has not seen the worker yet. */
    private static JsonNode standing(Trial trial, FleetProcess worker) throws Exception {
        for (JsonNode each : trial.rest("/v1/workers").path("workers")) {
            if (each.path("worker").asText().equals(worker.name())) {
                return each.path("standing");
            }
        }
        return MissingNode.getInstance();
    }

    private static String token(Trial trial, String value) throws IOException {
        return Files.writeString(trial.fleet.folder().resolve(value + ".token"), value)
                .toString();
    }

    private static Map<Integer, String> owners(JsonNode shards) {
        Map<Integer, String> owners = new TreeMap<>();
        shards.path("shards")
                .forEach(shard -> owners.put(
                        shard.path("shard").asInt(), shard.path("worker").asText()));
        return owners;
    }

    /** A port where nothing listens. */
    private static int closed() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** A TCP relay, for a Discord that can be reached again. */
    private record Doorway(ServerSocket server) implements AutoCloseable {
        static Doorway to(int port, int target) throws IOException {
            Doorway door = new Doorway(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(() -> door.accept(target));
            return door;
        }

        private void accept(int target) {
            while (!server.isClosed()) {
                try {
                    Socket in = server.accept();
                    Socket out = new Socket(InetAddress.getLoopbackAddress(), target);
                    Thread.ofVirtual().start(() -> carry(in, out));
                    Thread.ofVirtual().start(() -> carry(out, in));
                } catch (IOException closed) {
                    // The next accept tells whether it is over.
                }
            }
        }

        private static void carry(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException over) {
                // One side has ended, and so does the other.
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
