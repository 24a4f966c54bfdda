package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.load.LoadPlan;
import dev.weir.simulator.load.Mix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Traffic as a client sees it. */
class LoadTest {

    private static final SimulatorConfig CONFIG = SimulatorConfig.defaults("load-token")
            .withShards(1)
            .withGuilds(200)
            .withChannels(4)
            .withUsers(10);

    private static final Mix EVERYTHING = new Mix(60, 10, 10, 5, 20, 5, 5, 10, 10, 5, 5, 1, 1, 5);

    @Test
    void theSameSeedGivesTheSameEvents() throws IOException {
        assertThat(events(11)).isEqualTo(events(11));
    }

    /** Type and content; ids and times are of the day. */
    private static List<String> events(long seed) throws IOException {
        try (Simulator simulator = Simulator.start(CONFIG);
                RawClient client = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS)) {
            client.ready();
            simulator.load(LoadPlan.of(3_000, seed).withMix(EVERYTHING));
            List<String> events = new ArrayList<>();
            while (events.size() < 1_000) {
                JsonNode frame = client.expectOp(0);
                JsonNode data = frame.path("d");
                events.add(
                        frame.path("t").asText() + " " + data.path("guild_id").asText() + " "
                                + data.path("content").asText() + " "
                                + data.path("author").path("username").asText());
            }
            return events;
        }
    }

    @Test
    void everyKindOfTrafficComes() throws IOException {
        try (Simulator simulator = Simulator.start(CONFIG);
                RawClient client = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS)) {
            client.ready();
            simulator.load(new LoadPlan(2_000, 5, EVERYTHING, 0.5, 0.3, 0.02, 0.3));
            Set<String> types = new HashSet<>();
            Set<String> shapes = new HashSet<>();
            await().until(() -> {
                for (JsonNode frame : client.drain()) {
                    types.add(frame.path("t").asText());
                    shapes(frame.path("d"), shapes);
                }
                return types.size() == 12 && shapes.size() == 6;
            });
            assertThat(types)
                    .contains(
                            "MESSAGE_CREATE",
                            "MESSAGE_UPDATE",
                            "MESSAGE_DELETE",
                            "MESSAGE_DELETE_BULK",
                            "MESSAGE_REACTION_ADD",
                            "MESSAGE_REACTION_REMOVE",
                            "MESSAGE_REACTION_REMOVE_ALL",
                            "MESSAGE_REACTION_REMOVE_EMOJI",
                            "INTERACTION_CREATE",
                            "THREAD_CREATE",
                            "CHANNEL_DELETE",
                            "GUILD_DELETE");
        }
    }

    private static void shapes(JsonNode data, Set<String> shapes) {
        if (data.path("flags").asInt() == 1 << 15) {
            shapes.add("components v2");
        }
        if (data.has("poll")) {
            shapes.add("poll");
        }
        if (data.has("message_snapshots")) {
            shapes.add("forward");
        }
        if (data.has("author") && !data.path("author").has("discriminator")) {
            shapes.add("no discriminator");
        }
        if (data.path("channel_type").asInt() == 11) {
            shapes.add("uncached thread");
        }
        if (data.path("data").path("components").path(0).path("type").asInt() == 18) {
            shapes.add("label in a modal");
        }
    }

    @Test
    void theRateHolds() throws IOException {
        try (Simulator simulator = Simulator.start(CONFIG)) {
            long start = System.nanoTime();
            simulator.load(LoadPlan.of(1_000, 1));
            await().until(() -> simulator.status().load().performed() >= 2_000);
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(seconds).isBetween(1.9, 4.0);
            assertThat(simulator.stopLoad().skipped()).isZero();
        }
    }
}
