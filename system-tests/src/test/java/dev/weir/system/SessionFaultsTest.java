package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** One small fleet, to which Discord does what it does on a bad day. Two shards in each identify bucket: they stand in a queue. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SessionFaultsTest {
    private static final int HEARTBEAT_MILLIS = 2_000;
    private static final int BUCKETS = 2;
    /** Between two identifies of a bucket. */
    private static final Duration SPACING = Duration.ofSeconds(5);

    private FaultTrial faults;
    private Trial trial;
    private Witness witness;

    @BeforeAll
    void start() throws Exception {
        faults = FaultTrial.start("session-faults", 1, 1, BUCKETS, HEARTBEAT_MILLIS, FaultTrial.MANY);
        trial = faults.trial;
    }

    @AfterAll
    void end() {
        if (faults != null) {
            faults.close();
        }
    }

    @BeforeEach
    void lookFromNowOn() throws Exception {
        witness = faults.witness();
    }

    @AfterEach
    void nothingTwice() throws Exception {
        faults.nothingTwiceAndNoIdentifyTooEarly();
    }

    @Test
    @Order(1)
    void askedToReconnectEveryShardIsResumed() throws Exception {
        trial.discord("faults", "{\"kind\":\"reconnect\"}");
        trial.within(20).until(() -> witness.more("resumes") == faults.shards);
        faults.until(witness, Duration.ofSeconds(4));

        assertThat(witness.more("identifies")).as("identifies").isZero();
        Witness.Silence longest = faults.longestOfAShard(witness);
        FaultTrial.row("op 7 to all", "longest silence of a shard", longest.length(), 0);
        assertThat(longest.length()).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    @Order(2)
    void missingAcknowledgementsAreNoticedAndEverySessionGoesOn() throws Exception {
        trial.discord("faults", "{\"kind\":\"noAcks\",\"forMillis\":7000}");
        trial.within(30).until(() -> witness.more("resumes") >= faults.shards);
        faults.awaitAll();

        assertThat(witness.more("identifies")).as("identifies").isZero();
        FaultTrial.row(
                "heartbeats not acknowledged for 7 s",
                "longest silence of a shard",
                faults.longestOfAShard(witness).length(),
                0);
    }

    @Test
    @Order(3)
    void aStormOfInvalidSessionsIsIdentifiedInTurns() throws Exception {
        trial.discord("faults", "{\"kind\":\"invalidSession\",\"resumable\":false}");
        trial.within(60).until(() -> witness.actingInANewSession().size() == faults.shards);

        Duration last = witness.actingInANewSession().values().stream()
                .max(Duration::compareTo)
                .orElseThrow();
        FaultTrial.row(
                "op 9 to all, two shards a bucket", "the last is acting after", last, witness.more("identifies"));
        assertThat(witness.more("identifies")).isEqualTo(faults.shards);
        assertThat(witness.betweenIdentifies())
                .hasSize(faults.shards - BUCKETS)
                .allSatisfy(between -> assertThat(between).isGreaterThanOrEqualTo(SPACING));
        // Discord wants 1 to 5 s of patience after op 9; then one slot each 5.1 s.
        assertThat(last)
                .isLessThan(Duration.ofSeconds(6).plus(SPACING.plusMillis(100).multipliedBy(faults.shards / BUCKETS)));
    }

    @Test
    @Order(4)
    void afterAnAuthenticationFailureNobodyIdentifiesAnyMore() throws Exception {
        trial.discord("faults", "{\"kind\":\"close\",\"code\":4004}");
        trial.within(20).until(() -> faults.phases().equals(Map.of("QUARANTINED", (long) faults.shards)));
        faults.until(witness, Duration.ofSeconds(15));

        assertThat(witness.more("identifies")).as("identifies").isZero();
        assertThat(witness.more("resumes")).as("resumes").isZero();
        assertThat(witness.effectsAfter(Duration.ofSeconds(1))).isEmpty();
        assertThat(faults.phases()).isEqualTo(Map.of("QUARANTINED", (long) faults.shards));
    }
}
