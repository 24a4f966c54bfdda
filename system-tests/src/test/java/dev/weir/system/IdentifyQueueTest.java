package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Many shards that have to identify at once: how long Weir makes them wait beyond what Discord asks of each bucket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class IdentifyQueueTest {
    private static final int SHARDS = 64;
    private static final int BUCKETS = 16;
    private static final int WORKERS = 2;
    private static final int ROUNDS = SHARDS / BUCKETS;

    /** Discord's distance between two identifies of a bucket. */
    private static final Duration SPACING = Duration.ofSeconds(5);
    /** Promised: what a round of all buckets takes at most. */
    private static final Duration ROUND = Duration.ofMillis(5_300);
    /** From a kill until the shards are given to others, at the latest. */
    private static final Duration DETECTION = Duration.ofMillis(12_500);
    /** Promised: 32 shards, two of each bucket, are back so soon after that. */
    private static final Duration ALL_BACK = Duration.ofSeconds(10);

    private Trial trial;
    private Witness start;

    @BeforeAll
    void start() throws Exception {
        String bots = BotJar.folderWith(Trial.folder("identify-queue-bots"), EchoBot.class)
                .toString();
        trial = Trial.start(
                "identify-queue",
                FleetPlan.small()
                        .withProcesses(1, WORKERS)
                        .withShards(SHARDS)
                        .withRate(0)
                        .withDiscord(BUCKETS, FaultTrial.HEARTBEAT_MILLIS)
                        .withSettings(Map.of(), Map.of("worker.bots", bots)));
        start = Witness.ofTheWhole(trial, SHARDS);
    }

    @AfterAll
    void end() {
        if (trial != null) {
            trial.close();
        }
    }

    @Test
    @Order(1)
    void aColdStartWaitsForDiscordAndForNothingElse() throws Exception {
        List<JsonNode> identifies = start.all("identify");
        assertThat(identifies).hasSize(SHARDS);
        Collection<Duration> ready = start.sessionsBegan().values();
        assertThat(ready).hasSize(SHARDS);
        Duration first = start.at(identifies.getFirst());
        Duration took = last(ready).minus(first);
        FaultTrial.row("cold start of 64 shards, 16 buckets", "first identify to last READY", took, SHARDS);
        List<Duration> between = start.betweenIdentifies();
        FaultTrial.row("the same", "mean distance in a bucket", mean(between), SHARDS);

        assertThat(between)
                .hasSize(SHARDS - BUCKETS)
                .allSatisfy(each -> assertThat(each).isGreaterThanOrEqualTo(SPACING));
        assertThat(took).isLessThanOrEqualTo(ROUND.multipliedBy(ROUNDS));
    }

    @Test
    @Order(2)
    void thirtyTwoLostShardsAreBackWithinTenSecondsAndDetection() throws Exception {
        trial.discord(
                "load", "{\"rate\":%d,\"mix\":{\"messages\":1},\"zipf\":0,\"oddShapes\":0}".formatted(SHARDS / 2));
        FleetProcess worker = trial.workers().getFirst();
        Set<Integer> lost = shardsOf(worker);
        assertThat(lost).hasSize(SHARDS / WORKERS);
        assertThat(lost.stream().collect(Collectors.groupingBy(each -> each % BUCKETS, Collectors.counting())))
                .as("shards of one worker in each bucket")
                .hasSize(BUCKETS)
                .allSatisfy((_, count) -> assertThat(count).isEqualTo(SHARDS / WORKERS / BUCKETS));
        Witness witness = Witness.of(trial, SHARDS);

        worker.kill();

        trial.within(60).until(() -> witness.sessionsBegan().keySet().containsAll(lost));
        Duration back = last(witness.sessionsBegan().values());
        FaultTrial.row("worker with 32 shards killed, 16 buckets", "all back after", back, witness.more("identifies"));
        assertThat(witness.more("identifies")).isEqualTo(lost.size());
        assertThat(back).isLessThanOrEqualTo(DETECTION.plus(ALL_BACK));
        JsonNode referee = trial.referee();
        assertThat(referee.path("secondEffects").asLong()).isZero();
        assertThat(referee.path("identifyViolations").asLong()).isZero();
    }

    private Set<Integer> shardsOf(FleetProcess worker) throws Exception {
        return trial.shards().stream()
                .filter(shard -> shard.path("worker").asText().equals(worker.name()))
                .map(shard -> shard.path("shard").asInt())
                .collect(Collectors.toSet());
    }

    private static Duration last(Collection<Duration> times) {
        return times.stream().max(Duration::compareTo).orElseThrow();
    }

    private static Duration mean(Collection<Duration> times) {
        return times.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(times.size());
    }
}
