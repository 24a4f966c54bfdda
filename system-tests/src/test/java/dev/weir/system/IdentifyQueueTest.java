package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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
    /** Promised: 32 shards, two of each bucket, are back so soon after the first of them could be. */
    private static final Duration ALL_BACK = Duration.ofSeconds(10);

    private FaultTrial faults;
    private Trial trial;

    @BeforeAll
    void start() throws Exception {
        faults = FaultTrial.start(
                "identify-queue",
                FleetPlan.small()
                        .withProcesses(1, WORKERS)
                        .withShards(SHARDS)
                        .withDiscord(BUCKETS, FaultTrial.HEARTBEAT_MILLIS),
                SHARDS / 2);
        trial = faults.trial;
    }

    @AfterAll
    void end() {
        if (faults != null) {
            faults.close();
        }
    }

    @AfterEach
    void nothingTwice() throws Exception {
        faults.nothingTwiceAndNoIdentifyTooEarly();
    }

    @Test
    @Order(1)
    void aColdStartWaitsForDiscordAndForNothingElse() throws Exception {
        Witness start = Witness.ofTheWhole(trial, SHARDS);
        List<JsonNode> identifies = start.all("identify");
        assertThat(identifies).hasSize(SHARDS);
        assertThat(start.all("connect"))
                .as("each worker has tried the gateway once, and no shard that waits for its turn connects again")
                .hasSize(WORKERS + SHARDS);
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
        FleetProcess worker = trial.workers().getFirst();
        Set<Integer> lost = faults.shardsOf(worker);
        assertThat(lost).hasSize(SHARDS / WORKERS);
        assertThat(lost.stream().collect(Collectors.groupingBy(each -> each % BUCKETS, Collectors.counting())))
                .as("shards of one worker in each bucket")
                .hasSize(BUCKETS)
                .allSatisfy((_, count) -> assertThat(count).isEqualTo(SHARDS / WORKERS / BUCKETS));
        Witness witness = faults.witness();

        worker.kill();

        trial.within(60).until(() -> witness.sessionsBegan().keySet().containsAll(lost));
        Duration back = last(witness.sessionsBegan().values());
        FaultTrial.row("worker with 32 shards killed, 16 buckets", "all back after", back, witness.more("identifies"));
        assertThat(witness.more("identifies")).isEqualTo(lost.size());
        assertThat(back).isLessThanOrEqualTo(FaultTrial.LOST.plus(ALL_BACK));
    }

    private static Duration last(Collection<Duration> times) {
        return times.stream().max(Duration::compareTo).orElseThrow();
    }

    private static Duration mean(Collection<Duration> times) {
        return times.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(times.size());
    }
}
