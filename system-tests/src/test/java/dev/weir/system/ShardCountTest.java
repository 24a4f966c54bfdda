package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import dev.weir.demo.fleet.Places;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The only coordinator of a fleet is restarted, and Discord or the configuration say another number of shards than runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShardCountTest {
    private static final int GUILDS = 60;

    private FaultTrial faults;
    private Trial trial;

    @BeforeAll
    void start() throws Exception {
        FleetPlan plan = new FleetPlan(
                1,
                2,
                4,
                GUILDS,
                2,
                0,
                16,
                FaultTrial.HEARTBEAT_MILLIS,
                1,
                FleetPlan.FleetPorts.ANY,
                Map.of(),
                Map.of(),
                Places.LOOPBACK);
        faults = FaultTrial.start("counts", plan, FaultTrial.FEW);
        trial = faults.trial;
    }

    @AfterAll
    void stop() {
        faults.close();
    }

    @Test
    @Order(1)
    void autoKeepsWhatRunsAndSaysWhatDiscordRecommends() throws Exception {
        Witness witness = faults.witness();
        trial.discord("recommendation", "{\"shards\":6}");
        restartedWith("auto");
        trial.within(30).until(() -> codes().equals(List.of("recommended")) && trial.activeShards() == 4);
        // The leader knows of every worker by then: what it has not changed now it does not change.
        faults.until(witness, Duration.ofSeconds(15));

        JsonNode counts = counts();
        assertThat(counts.path("running").asInt()).isEqualTo(4);
        assertThat(counts.path("configured").asText()).isEqualTo("auto");
        assertThat(counts.path("recommended").asInt()).isEqualTo(6);
        assertThat(witness.more("identifies")).as("identifies").isZero();
        assertThat(trial.coordinator().printed())
                .containsOnlyOnce("shard count, recommended: Discord recommends 6 shards, and 4 run");
        assertThat(trial.get(trial.coordinator().address(), "/metrics").body())
                .contains("weir_coordinator_shard_notice{code=\"recommended\",} 1.0")
                .contains("weir_coordinator_shards_recommended 6.0");
        everyGuildIsAnsweredOnce();
    }

    @Test
    @Order(2)
    void fourBecomeSixWithoutATwofoldAnswer() throws Exception {
        becomes(6);
    }

    @Test
    @Order(3)
    void sixBecomeFourWithoutATwofoldAnswer() throws Exception {
        becomes(4);
        assertThat(trial.json(trial.fleet.simulator().address(), "/sim/status")
                        .path("sessionsByCount")
                        .path("6"))
                .as("sessions of 6")
                .isEmpty();
    }

    private void becomes(int shards) throws Exception {
        Witness witness = faults.witness();
        restartedWith(String.valueOf(shards));
        trial.within(60)
                .until(() -> counts().path("running").asInt() == shards
                        && counts().path("leaving").isEmpty()
                        && trial.activeShards() == shards);
        assertThat(trial.coordinator().printed()).contains("shard count, change: fleet.shards is " + shards);
        assertThat(witness.more("identifies")).as("identifies").isEqualTo(shards);
        everyGuildIsAnsweredOnce();
    }

    /** Somebody asks in every guild, and besides there is the load of the whole trial. */
    private void everyGuildIsAnsweredOnce() throws Exception {
        Witness witness = faults.witness();
        Set<String> guilds = new TreeSet<>();
        for (JsonNode guild :
                trial.json(trial.fleet.simulator().address(), "/sim/world").path("guilds")) {
            guilds.add(guild.path("id").asText());
            trial.discord(
                    "message",
                    "{\"channel\":\"%s\",\"content\":\"who?\"}"
                            .formatted(guild.path("channels").path(0).asText()));
        }
        assertThat(guilds).hasSize(GUILDS);
        trial.within(30).untilAsserted(() -> {
            Set<String> answered = new TreeSet<>();
            witness.all("effect")
                    .forEach(effect -> answered.add(effect.path("guild").asText()));
            assertThat(answered).isEqualTo(guilds);
        });
        faults.nothingTwiceAndNoIdentifyTooEarly();
    }

    private void restartedWith(String shards) throws Exception {
        FleetProcess coordinator = trial.coordinator();
        Path file = trial.fleet.folder().resolve(coordinator.name() + ".yaml");
        Files.writeString(file, Files.readString(file).replaceFirst("( shards: )\"\\w+\"", "$1\"" + shards + "\""));
        coordinator.kill();
        assertThat(coordinator.awaitEnd(Duration.ofSeconds(5))).isTrue();
        trial.fleet.startAgain(coordinator).awaitLine("coordinator ready", Duration.ofSeconds(60));
    }

    private JsonNode counts() throws Exception {
        return trial.rest("/v1/cluster").path("shardCounts");
    }

    private List<String> codes() throws Exception {
        return counts().path("notices").findValuesAsText("code");
    }
}
