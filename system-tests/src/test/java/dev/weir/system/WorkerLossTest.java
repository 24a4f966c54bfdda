package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** One fleet of two workers under load; then one of them is lost. In order: each claim is about what the one before left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class WorkerLossTest {
    private static final Pattern ACTIVE = Pattern.compile("(?m)^weir_shards\\{.*phase=\"active\".*} (\\d+)");

    private Trial trial;

    @BeforeAll
    void start() throws Exception {
        trial = Trial.start("worker-loss", FleetPlan.small());
    }

    @AfterAll
    void end() {
        trial.close();
    }

    @Test
    @Order(1)
    void collectorsStartCollectAndEnd() {
        trial.within(30).until(() -> trial.collectors("started") > 0 && trial.collectors("ended") > 0);
        trial.within(30).until(() -> trial.referee().path("effects").asLong() > 0);
    }

    @Test
    @Order(2)
    void bothWorkersServeTheSameNumberOfShards() throws Exception {
        for (FleetProcess worker : trial.workers()) {
            assertThat(trial.shards().stream()
                            .filter(shard -> shard.path("worker").asText().equals(worker.name()))
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    @Order(3)
    void metricsAndRestTellTheSame() throws Exception {
        long active = 0;
        for (FleetProcess worker : trial.workers()) {
            active += activeByMetrics(worker);
        }
        assertThat(active).isEqualTo(trial.activeShards()).isEqualTo(4);
    }

    @Test
    @Order(4)
    void aKilledWorkersShardsAreActiveOnTheOther() throws Exception {
        FleetProcess lost = trial.workers().getFirst();
        FleetProcess other = trial.workers().getLast();
        lost.kill();

        trial.within(40)
                .until(() -> trial.shards().stream()
                        .allMatch(shard -> shard.path("phase").asText().equals("ACTIVE")
                                && shard.path("worker").asText().equals(other.name())));
        trial.within(10).until(() -> activeByMetrics(other) == 4);
    }

    @Test
    @Order(5)
    void noEventHadTwoEffectsAndNoIdentifyCameTooEarly() throws Exception {
        long effects = trial.referee().path("effects").asLong();
        trial.within(30).until(() -> trial.referee().path("effects").asLong() > effects + 10);

        JsonNode referee = trial.referee();
        assertThat(referee.path("secondEffects").asLong()).isZero();
        assertThat(referee.path("identifyViolations").asLong()).isZero();
        assertThat(referee.path("identifies").asLong()).isEqualTo(6);
    }

    private long activeByMetrics(FleetProcess worker) throws Exception {
        Matcher matcher = ACTIVE.matcher(trial.get(worker.address(), "/metrics").body());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }
}
