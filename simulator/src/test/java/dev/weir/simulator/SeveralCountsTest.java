package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.control.WorldView;
import dev.weir.simulator.load.LoadPlan;
import dev.weir.simulator.load.Mix;
import dev.weir.simulator.world.Snowflakes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of several shard counts at the same time, as Discord serves them: each count has every guild once. */
@NullUnmarked // Set before each test.
final class SeveralCountsTest {
    private Simulator simulator;
    private final List<RawClient> twos = new ArrayList<>();
    private final List<RawClient> threes = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(SimulatorConfig.defaults("counts-token")
                .withShards(2)
                .withGuilds(12)
                .withChannels(1)
                .withMaxConcurrency(16)
                .withIdentifyInterval(Duration.ZERO));
        for (int shard = 0; shard < 2; shard++) {
            twos.add(RawClient.loggedIn(simulator, shard, 2, RawClient.ALL_INTENTS));
        }
        for (int shard = 0; shard < 3; shard++) {
            threes.add(RawClient.loggedIn(simulator, shard, 3, RawClient.ALL_INTENTS));
        }
        twos.forEach(RawClient::ready);
        threes.forEach(RawClient::ready);
    }

    @AfterEach
    void stop() {
        twos.forEach(RawClient::close);
        threes.forEach(RawClient::close);
        simulator.close();
    }

    @Test
    void anEventReachesTheShardOfItsGuildInEachCountAndATwofoldAnswerIsSeen() throws IOException {
        assertThat(simulator.status().sessionsByCount()).isEqualTo(Map.of(2, 2, 3, 3));
        RestCalls calls = new RestCalls(simulator);
        int answers = 0;
        for (WorldView.GuildView guild : simulator.world().guilds()) {
            long id = Long.parseUnsignedLong(guild.id());
            String channel = guild.channels().getFirst();
            String message = Long.toString(simulator.message(Long.parseLong(channel), null, "who?"));
            List<RawClient> hear = List.of(twos.get(Snowflakes.shard(id, 2)), threes.get(Snowflakes.shard(id, 3)));
            for (RawClient client : hear) {
                assertThat(client.event("MESSAGE_CREATE").path("d").path("id").asText())
                        .isEqualTo(message);
                calls.api(
                        "POST",
                        "/channels/" + channel + "/messages",
                        "{\"content\":\"I\",\"message_reference\":{\"message_id\":\"" + message + "\"}}");
            }
            // Each answer is a message, too, which both counts hear.
            hear.forEach(client -> {
                client.event("MESSAGE_CREATE");
                client.event("MESSAGE_CREATE");
            });
            answers++;
        }
        assertThat(simulator.referee().effects()).isEqualTo(answers);
        assertThat(simulator.referee().secondEffects()).isEqualTo(answers);
        assertThat(simulator.referee().deliveriesByType().get("MESSAGE_CREATE")).isEqualTo(2L * 3 * answers);
    }

    @Test
    void anEventWithoutAGuildReachesShardZeroOfEachCount() {
        simulator.load(LoadPlan.of(200, 1).withMix(new Mix(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0)));
        assertThat(twos.getFirst().event("MESSAGE_CREATE").path("d").has("guild_id"))
                .isFalse();
        assertThat(threes.getFirst().event("MESSAGE_CREATE").path("d").has("guild_id"))
                .isFalse();
        simulator.stopLoad();
        assertThat(twos.getLast().drain()).isEmpty();
        assertThat(threes.subList(1, 3))
                .allSatisfy(client -> assertThat(client.drain()).isEmpty());
    }

    @Test
    void theRecommendationChangesAndSessionsStay() throws IOException {
        RestCalls calls = new RestCalls(simulator);
        assertThat(calls.api("GET", "/gateway/bot", "").body().path("shards").asInt())
                .isEqualTo(2);
        assertThat(calls.control("POST", "/recommendation", "{\"shards\":6}").status())
                .isEqualTo(200);
        assertThat(calls.api("GET", "/gateway/bot", "").body().path("shards").asInt())
                .isEqualTo(6);
        assertThat(simulator.status().recommendedShards()).isEqualTo(6);
        assertThat(simulator.status().shards()).isEqualTo(2);
        assertThat(simulator.status().sessionsByCount()).isEqualTo(Map.of(2, 2, 3, 3));
        assertThat(calls.control("POST", "/recommendation", "{\"shards\":0}").status())
                .isEqualTo(400);
    }
}
